import assert from "node:assert/strict";

import type { OperationState } from "@azure/core-lro";

import { drivenClock } from "../../../lib/disk-encryption/connection/clock";
import {
  finish,
  type OperationProgress,
} from "../../../lib/disk-encryption/connection/long-running-operation";
import {
  finishSimple,
  simplePoller,
  type SimplePoller,
} from "../../../lib/disk-encryption/connection/simple-poller";
import { RunbookError } from "../../../lib/azure/errors";

/** A clock that is moved on, and what the time was at each look. */
function aClock(): { now(): Date; advance(durationInMs: number): void } {
  let nowInMs = 0;
  return {
    now: () => new Date(nowInMs),
    advance: (durationInMs) => {
      nowInMs += durationInMs;
    },
  };
}

interface Looked {
  readonly begin: () => Promise<SimplePoller<string>>;
  /** Seconds on the clock at each look. */
  readonly looks: number[];
}

/** A poller of core-lro 2: it looks once while it begins, and throws from `poll` where the operation has failed. */
function aPoller(clock: { now(): Date }, overAfterInSeconds: number, failure?: Error): Looked {
  const looks: number[] = [];
  let state: OperationState<string> = { status: "running" };
  const poll = (): Promise<void> => {
    const seconds = clock.now().getTime() / 1000;
    looks.push(seconds);
    if (seconds < overAfterInSeconds) return Promise.resolve();
    state =
      failure === undefined ? { status: "succeeded", result: "made" } : { status: "failed", error: failure };
    return failure === undefined ? Promise.resolve() : Promise.reject(failure);
  };
  const poller: SimplePoller<string> = {
    poll,
    pollUntilDone: () => Promise.resolve(state.result ?? ""),
    isDone: () => state.status !== "running",
    getOperationState: () => state,
  };
  return { looks, begin: () => poll().then(() => poller) };
}

describe("A poller of core-lro 2", () => {
  it("is asked by the clock that is handed in, and answers the result", async () => {
    const clock = aClock();
    const { begin, looks } = aPoller(clock, 25);
    assert.equal(await finish(() => simplePoller(begin), { clock: drivenClock(clock) }), "made");
    assert.deepEqual(looks, [0, 0, 10, 20, 30]);
  });

  it("is not asked again where the operation was over while it began", async () => {
    const clock = aClock();
    const { begin, looks } = aPoller(clock, 0);
    assert.equal(await finish(() => simplePoller(begin), { clock: drivenClock(clock) }), "made");
    assert.deepEqual(looks, [0]);
  });

  for (const overAfterInSeconds of [0, 15]) {
    it(`throws the operation's error, ${overAfterInSeconds} seconds after its begin`, async () => {
      const clock = aClock();
      const failure = new Error("The long-running operation has failed. DeploymentFailed. No.");
      const { begin } = aPoller(clock, overAfterInSeconds, failure);
      await assert.rejects(finishSimple(begin, { clock: drivenClock(clock) }), failure);
    });
  }

  it("throws what the request itself is refused with", async () => {
    const refused = new Error("InvalidTemplate");
    await assert.rejects(
      finishSimple(() => Promise.reject(refused), { clock: drivenClock(aClock()) }),
      refused,
    );
  });

  it("tells its state and what Azure is at, between two looks", async () => {
    const clock = aClock();
    const told: OperationProgress[] = [];
    const { begin } = aPoller(clock, 10);
    await finishSimple(
      begin,
      {
        clock: drivenClock(clock),
        onProgress: (progress) => {
          told.push(progress);
        },
      },
      () => Promise.resolve(`at ${clock.now().getTime() / 1000} s`),
    );
    assert.deepEqual(told, [
      { status: "running", elapsedInMs: 0, detail: "at 0 s" },
      { status: "succeeded", elapsedInMs: 10_000, detail: "at 10 s" },
    ]);
  });

  it("stops waiting where the signal says so", async () => {
    const clock = aClock();
    const { begin } = aPoller(clock, 1_000);
    const stop = new AbortController();
    const waiting = finishSimple(begin, {
      clock: drivenClock(clock),
      signal: stop.signal,
      onProgress: ({ elapsedInMs }) => {
        if (elapsedInMs >= 20_000) stop.abort();
      },
    });
    await assert.rejects(
      waiting,
      (error: unknown) => error instanceof RunbookError && error.code === "Interrupted",
    );
  });
});
