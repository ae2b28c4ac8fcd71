import assert from "node:assert/strict";

import { volumesNotAtRest } from "../../../../lib/disk-encryption/jobs/encrypt-running-vm/volumes-at-rest";
import { aVolume } from "../../../builders";

describe("A volume on its way between encrypted and decrypted", () => {
  for (const [state, isAtRest] of [
    ["decrypted", true],
    ["encrypted", true],
    ["partly-encrypted", true],
    ["encrypting", false],
    ["decrypting", false],
    ["encryption-paused", false],
    ["decryption-paused", false],
  ] as const) {
    it(`is ${isAtRest ? "none" : "one"} that is ${state}`, () => {
      assert.equal(volumesNotAtRest({ volumes: [aVolume({ state })] }).length, isAtRest ? 0 : 1);
    });
  }
});
