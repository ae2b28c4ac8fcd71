import assert from "node:assert/strict";

import { drivenClock } from "../../../lib/disk-encryption/connection/clock";

const aDrivenClock = (): { now(): Date; advance(durationInMs: number): void } => {
  let nowInMs = 0;
  return {
    now: () => new Date(nowInMs),
    advance: (durationInMs) => {
      nowInMs += durationInMs;
    },
  };
};

describe("A driven clock", () => {
  it("moves on by what is waited for, and takes no time", async () => {
    const clock = drivenClock(aDrivenClock());
    await clock.wait(40 * 60_000);
    assert.equal(clock.now().getTime(), 40 * 60_000);
  });

  it("stands still where the wait was stopped, and says why", async () => {
    const clock = drivenClock(aDrivenClock());
    const reason = new Error("stopped by the user");
    await assert.rejects(clock.wait(1000, AbortSignal.abort(reason)), reason);
    assert.equal(clock.now().getTime(), 0);
  });
});
