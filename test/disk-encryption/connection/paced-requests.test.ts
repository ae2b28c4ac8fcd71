import assert from "node:assert/strict";

import { createHttpHeaders, RestError } from "@azure/core-rest-pipeline";

import { drivenClock, type Clock } from "../../../lib/disk-encryption/connection/clock";
import {
  createPacedRequests,
  type PacedAnswer,
  type PacedRequests,
} from "../../../lib/disk-encryption/connection/paced-requests";
import { quotaReportOf } from "../../../lib/disk-encryption/connection/rate-limit-headers";

const kind = { scope: "subscription", operation: "disk lists" };

interface Bench {
  readonly clock: Clock;
  readonly requests: PacedRequests<PacedAnswer>;
  readonly waits: readonly number[];
}

function aBench(options: { readonly atOnce?: number; readonly signal?: AbortSignal } = {}): Bench {
  let nowInMs = 0;
  const waits: number[] = [];
  const clock = drivenClock({
    now: () => new Date(nowInMs),
    advance: (durationInMs) => {
      nowInMs += durationInMs;
    },
  });
  const requests = createPacedRequests<PacedAnswer>({
    clock,
    quotaOf: ({ status, headers }, now) => quotaReportOf(status, headers, now),
    atOnce: 4,
    onWait: (durationInMs) => waits.push(durationInMs),
    ...options,
  });
  return { clock, requests, waits };
}

const answer = (status: number, headers: Readonly<Record<string, string>> = {}): PacedAnswer => ({
  status,
  headers: createHttpHeaders({ "x-ms-ratelimit-remaining-subscription-reads": "200", ...headers }),
});

/** Answers one after the other; the last one for good. */
function inTurn(...answers: readonly (PacedAnswer | Error)[]): {
  times: number;
  send: () => Promise<PacedAnswer>;
} {
  const service = {
    times: 0,
    send: (): Promise<PacedAnswer> => {
      const next = answers[Math.min(service.times, answers.length - 1)];
      service.times += 1;
      return next instanceof Error || next === undefined
        ? Promise.reject(next ?? new Error())
        : Promise.resolve(next);
    },
  };
  return service;
}

describe("Paced requests", () => {
  it("are sent again after the time that a refusal asks for", async () => {
    const { clock, requests, waits } = aBench();
    const service = inTurn(answer(429, { "retry-after": "17" }), answer(200));
    assert.equal((await requests.send(kind, service.send)).status, 200);
    assert.equal(clock.now().getTime(), 17_000);
    assert.deepEqual(waits, [17_000]);
  });

  it("are given up where the refusals don't end, with the last of them", async () => {
    const { requests } = aBench();
    const service = inTurn(answer(429, { "retry-after": "1" }));
    assert.equal((await requests.send(kind, service.send)).status, 429);
    assert.equal(service.times, 11);
  });

  for (const [what, failure] of [
    ["Azure fails for the moment", answer(503)],
    ["the connection is lost", new RestError("socket hang up", { code: RestError.REQUEST_SEND_ERROR })],
  ] as const) {
    it(`are sent again where ${what}, each time after twice the time`, async () => {
      const { clock, requests } = aBench();
      const service = inTurn(failure, failure, failure, answer(200));
      assert.equal((await requests.send(kind, service.send)).status, 200);
      assert.equal(clock.now().getTime(), 1_000 + 2_000 + 4_000);
    });
  }

  it("are not sent a fifth time where that does not end", async () => {
    const { requests } = aBench();
    const failing = inTurn(answer(503));
    assert.equal((await requests.send(kind, failing.send)).status, 503);
    assert.equal(failing.times, 4);
    const lost = inTurn(new RestError("socket hang up", { code: RestError.REQUEST_SEND_ERROR }));
    await assert.rejects(requests.send(kind, lost.send), /socket hang up/);
    assert.equal(lost.times, 4);
  });

  it("are sent once where Azure refuses for good, or the credential fails", async () => {
    const { requests } = aBench();
    const refused = inTurn(answer(403));
    assert.equal((await requests.send(kind, refused.send)).status, 403);
    const unsigned = inTurn(new Error("no token"));
    await assert.rejects(requests.send(kind, unsigned.send), /no token/);
    assert.deepEqual([refused.times, unsigned.times], [1, 1]);
  });

  it("let the others of their kind go before one that failed for the moment", async () => {
    const { requests } = aBench({ atOnce: 1 });
    const order: string[] = [];
    const failing = inTurn(answer(503), answer(200));
    const note = (name: string, send: () => Promise<PacedAnswer>) => async (): Promise<PacedAnswer> => {
      order.push(name);
      return await send();
    };
    await Promise.all([
      requests.send(kind, note("first", failing.send)),
      requests.send(kind, note("second", inTurn(answer(200)).send)),
    ]);
    assert.deepEqual(order, ["first", "second", "first"]);
  });

  it("are under way side by side, no more at once than is said", async () => {
    const { requests } = aBench({ atOnce: 3 });
    let underWay = 0;
    let most = 0;
    const send = async (): Promise<PacedAnswer> => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return answer(200);
    };
    await Promise.all(Array.from({ length: 20 }, () => requests.send(kind, send)));
    assert.equal(most, 3);
  });

  it("are stopped by the signal: what waits is not sent any more", async () => {
    const stop = new AbortController();
    const { requests } = aBench({ signal: stop.signal });
    const service = inTurn(answer(200));
    const first = requests.send(kind, service.send);
    const waiting = requests.send(kind, service.send);
    stop.abort(new Error("stopped by the user"));
    await assert.rejects(waiting, /stopped by the user/);
    await assert.rejects(requests.send(kind, service.send), /stopped by the user/);
    assert.equal((await first).status, 200);
    assert.equal(service.times, 1);
  });
});
