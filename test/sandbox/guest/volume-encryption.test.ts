import assert from "node:assert/strict";

import {
  finishesAt,
  paused,
  progressOf,
  resumed,
  type VolumeEncryption,
} from "../../../lib/sandbox/guest/volumes";

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 24, 8, minute));
const encrypting: VolumeEncryption = {
  direction: "encrypting",
  percentAtStart: 0,
  startedAt: at(0),
  fullDurationInMs: 30 * 60_000,
};

describe("A volume", () => {
  it("is decrypted where nothing was ever done to it", () => {
    assert.deepEqual(progressOf(undefined, at(0)), { state: "decrypted", percentEncrypted: 0 });
  });

  it("encrypts evenly, and is encrypted from its end on", () => {
    assert.deepEqual(progressOf(encrypting, at(15)), { state: "encrypting", percentEncrypted: 50 });
    assert.deepEqual(progressOf(encrypting, at(45)), { state: "encrypted", percentEncrypted: 100 });
    assert.deepEqual(finishesAt(encrypting), at(30));
  });

  it("decrypts from where encryption was when it was told to", () => {
    const decrypting: VolumeEncryption = {
      ...encrypting,
      direction: "decrypting",
      percentAtStart: 50,
      startedAt: at(15),
    };
    assert.deepEqual(progressOf(decrypting, at(24)), { state: "decrypting", percentEncrypted: 20 });
    assert.deepEqual(progressOf(decrypting, at(30)), { state: "decrypted", percentEncrypted: 0 });
  });

  it("waits while the guest is off", () => {
    const waiting = paused(encrypting, at(15));
    assert.equal(progressOf(waiting, at(59)).percentEncrypted, 50);
    assert.deepEqual(progressOf(resumed(waiting, at(40)), at(55)), {
      state: "encrypted",
      percentEncrypted: 100,
    });
  });
});
