import assert from "node:assert/strict";

import fc from "fast-check";

import {
  createRequestPace,
  type QuotaReport,
  type RequestKind,
  type RequestPace,
} from "../../../lib/disk-encryption/connection/request-pace";

const lists: RequestKind = { scope: "subscription", operation: "disk lists" };
const machines: RequestKind = { scope: "subscription", operation: "VMs" };

/** A bucket as a service keeps it: answers how many tokens are left at a time, and takes one if there is one. */
interface ServiceBucket {
  readonly name: string;
  readonly refillInMs: number;
  take(nowInMs: number): { readonly left: number; readonly retryAfterInMs?: number };
}

const inWholeSeconds = (durationInMs: number): number => Math.ceil(durationInMs / 1000) * 1000;

/** Filled steadily. */
function steady(capacity: number, perSecond: number, documentedInMs?: number): ServiceBucket {
  let tokens = capacity;
  let lastInMs = 0;
  return {
    name: "steady",
    refillInMs: documentedInMs ?? (capacity / perSecond) * 1000,
    take: (nowInMs) => {
      tokens = Math.min(capacity, tokens + ((nowInMs - lastInMs) / 1000) * perSecond);
      lastInMs = nowInMs;
      if (tokens < 1) return { left: 0, retryAfterInMs: inWholeSeconds(((1 - tokens) / perSecond) * 1000) };
      tokens -= 1;
      return { left: Math.floor(tokens) };
    },
  };
}

/** Filled by so many tokens each minute, at once: "Compute throttling limits" describes it so. */
function inSteps(capacity: number, perMinute: number): ServiceBucket {
  let tokens = capacity;
  let minute = 0;
  return {
    name: "steps",
    refillInMs: (capacity / perMinute) * 60_000,
    take: (nowInMs) => {
      const now = Math.floor(nowInMs / 60_000);
      tokens = Math.min(capacity, tokens + (now - minute) * perMinute);
      minute = now;
      if (tokens < 1) return { left: 0, retryAfterInMs: inWholeSeconds((now + 1) * 60_000 - nowInMs) };
      tokens -= 1;
      return { left: tokens };
    },
  };
}

/** Full again at the start of each window. */
function windowed(capacity: number, windowInMs: number): ServiceBucket {
  let used = 0;
  let window = 0;
  return {
    name: "window",
    refillInMs: windowInMs,
    take: (nowInMs) => {
      const now = Math.floor(nowInMs / windowInMs);
      if (now !== window) used = 0;
      window = now;
      if (used >= capacity)
        return { left: 0, retryAfterInMs: inWholeSeconds((now + 1) * windowInMs - nowInMs) };
      used += 1;
      return { left: capacity - used };
    },
  };
}

interface Run {
  readonly durationInMs: number;
  readonly refusals: Readonly<Record<string, number>>;
}

/**
 * Sends so many requests by the pace to a service of these buckets, in a time of its own.
 *
 * Each takes `latencyInMs`; the service counts it half way. A request that was refused is sent again.
 */
function run(
  pace: RequestPace,
  buckets: readonly ServiceBucket[],
  {
    requests,
    latencyInMs = 0,
    atOnce = 16,
    startsAtInMs = 0,
  }: {
    readonly requests: number;
    readonly latencyInMs?: number;
    readonly atOnce?: number;
    readonly startsAtInMs?: number;
  },
): Run {
  const events: { readonly atInMs: number; readonly happen: () => void }[] = [];
  const refusals: Record<string, number> = {};
  let nowInMs = startsAtInMs;
  let toSend = requests;
  let underWay = 0;
  let lastAnswerInMs = startsAtInMs;
  const at = (atInMs: number, happen: () => void): void => {
    const index = events.findIndex((event) => event.atInMs > atInMs);
    events.splice(index === -1 ? events.length : index, 0, { atInMs, happen });
  };
  const send = (): void => {
    const ticket = pace.send(lists, nowInMs);
    toSend -= 1;
    underWay += 1;
    at(nowInMs + latencyInMs / 2, () => {
      const taken = buckets.map((bucket) => ({ bucket, ...bucket.take(nowInMs) }));
      const refused = taken.filter(({ retryAfterInMs }) => retryAfterInMs !== undefined);
      for (const { bucket } of refused) refusals[bucket.name] = (refusals[bucket.name] ?? 0) + 1;
      const retryAfterInMs = Math.max(...refused.map((one) => one.retryAfterInMs ?? 0));
      const report: QuotaReport = {
        buckets: taken.map(({ bucket, left }) => ({
          bucket: bucket.name,
          left,
          refillInMs: bucket.refillInMs,
        })),
        ...(refused.length === 0 ? {} : { refused: { retryAfterInMs } }),
      };
      at(nowInMs + latencyInMs / 2, () => {
        underWay -= 1;
        if (refused.length > 0) toSend += 1;
        lastAnswerInMs = nowInMs;
        pace.answered(ticket, report, nowInMs);
      });
    });
  };
  while (toSend > 0 || underWay > 0) {
    const wait = toSend > 0 && underWay < atOnce ? pace.waitInMs(lists, nowInMs) : undefined;
    if (wait === 0) {
      send();
      continue;
    }
    const [next] = events;
    if (next !== undefined && (wait === undefined || next.atInMs <= nowInMs + wait)) {
      events.shift();
      nowInMs = next.atInMs;
      next.happen();
    } else {
      assert.ok(wait !== undefined, "nothing is under way and nothing may be sent");
      nowInMs += wait;
    }
  }
  return { durationInMs: lastAnswerInMs - startsAtInMs, refusals };
}

describe("The pace of requests", () => {
  interface Quota {
    readonly what: string;
    readonly buckets: () => readonly ServiceBucket[];
    readonly requests: number;
    /** As soon as anyone could be through. */
    readonly idealInMs: number;
    readonly refusals: Readonly<Record<string, number>>;
  }
  const quotas: readonly Quota[] = [
    {
      what: "as documented, as Resource Manager's own",
      buckets: () => [steady(250, 25)],
      requests: 5000,
      idealInMs: (5000 - 250) * (1000 / 25),
      refusals: {},
    },
    {
      what: "steadily, as documented",
      buckets: () => [steady(900, 5)],
      requests: 3000,
      idealInMs: (3000 - 900) * (1000 / 5),
      refusals: {},
    },
    {
      what: "faster than documented",
      buckets: () => [steady(250, 40, 10_000)],
      requests: 3000,
      idealInMs: (3000 - 250) * (1000 / 40),
      refusals: {},
    },
    {
      what: "25 times more slowly than documented",
      buckets: () => [steady(250, 1, 10_000)],
      requests: 1000,
      idealInMs: (1000 - 250) * 1000,
      refusals: { steady: 1 },
    },
    {
      what: "once a minute, as Compute documents it",
      buckets: () => [inSteps(900, 300)],
      requests: 5000,
      idealInMs: Math.ceil((5000 - 900) / 300) * 60_000,
      refusals: { steps: 1 },
    },
    {
      what: "whole, every three minutes",
      buckets: () => [windowed(240, 180_000)],
      requests: 1500,
      idealInMs: Math.floor(1500 / 240) * 180_000,
      refusals: { window: 1 },
    },
    {
      what: "steadily in one bucket and once a minute in another",
      buckets: () => [steady(250, 25), inSteps(900, 300)],
      requests: 3000,
      idealInMs: Math.ceil((3000 - 900) / 300) * 60_000,
      refusals: { steps: 1 },
    },
  ];
  for (const { what, buckets, requests, idealInMs, refusals } of quotas) {
    for (const latencyInMs of [0, 20, 300]) {
      it(`uses nine tenths of a quota that is filled ${what}, where an answer takes ${latencyInMs} ms`, () => {
        const seen = run(createRequestPace(), buckets(), { requests, latencyInMs });
        assert.ok(seen.durationInMs <= idealInMs / 0.9, `${seen.durationInMs} ms for ${idealInMs} ms`);
        assert.deepEqual(seen.refusals, refusals);
      });
    }
  }

  it("draws no more than one refusal of a bucket, whatever its size and speed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 500 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 400 }),
        fc.nat({ max: 120_000 }),
        (capacity, perSecond, documentedInSeconds, latencyInMs, startsAtInMs) => {
          const { refusals } = run(
            createRequestPace(),
            [steady(capacity, perSecond, documentedInSeconds * 1000)],
            { requests: 3 * capacity, latencyInMs, startsAtInMs },
          );
          assert.ok((refusals["steady"] ?? 0) <= 1, JSON.stringify(refusals));
        },
      ),
      { seed: 20281, numRuns: 200 },
    );
  });

  it("learns from a bucket that others had used up before", () => {
    const pace = createRequestPace();
    const bucket = steady(250, 25);
    for (let used = 0; used < 250; used += 1) bucket.take(0);
    const seen = run(pace, [bucket], { requests: 1000, latencyInMs: 20 });
    assert.deepEqual(seen.refusals, { steady: 1 });
    assert.ok(seen.durationInMs <= (1000 * (1000 / 25)) / 0.9, `${seen.durationInMs} ms`);
  });

  const reads = { bucket: "reads", left: 249, refillInMs: 10_000 };
  const waitOf = (pace: RequestPace, kind: RequestKind, nowInMs = 0): number | undefined =>
    pace.waitInMs(kind, nowInMs);

  it("sends the first request of a scope alone, and those of another scope beside it", () => {
    const pace = createRequestPace();
    const first = pace.send(lists, 0);
    assert.equal(waitOf(pace, lists), undefined);
    assert.equal(waitOf(pace, machines), undefined);
    assert.equal(waitOf(pace, { ...lists, scope: "another" }), 0);
    pace.answered(first, { buckets: [reads] }, 0);
    assert.equal(waitOf(pace, lists), 0);
    assert.equal(waitOf(pace, machines), 0);
  });

  it("sends the first request of an operation alone, whatever is known of the others", () => {
    const pace = createRequestPace();
    pace.answered(pace.send(lists, 0), { buckets: [reads] }, 0);
    pace.send(machines, 0);
    assert.equal(waitOf(pace, machines), undefined);
    assert.equal(waitOf(pace, lists), 0);
  });

  it("keeps every operation waiting for the bucket that all of a scope draw on, and no other for one of its own", () => {
    const pace = createRequestPace();
    const disks = { bucket: "disks", left: 0, refillInMs: 180_000 };
    pace.answered(pace.send(machines, 0), { buckets: [reads] }, 0);
    pace.answered(pace.send(lists, 0), { buckets: [reads, disks] }, 0);
    assert.ok((waitOf(pace, lists) ?? 0) > 0);
    assert.equal(waitOf(pace, machines), 0);
    pace.answered(pace.send(machines, 0), { buckets: [{ ...reads, left: 0 }] }, 0);
    assert.ok((waitOf(pace, machines) ?? 0) > 0);
    assert.ok((waitOf(pace, { scope: "subscription", operation: "image lists" }) ?? 0) > 0);
  });

  it("keeps Retry-After for all that draw on the bucket", () => {
    const pace = createRequestPace();
    for (const kind of [lists, machines]) pace.answered(pace.send(kind, 0), { buckets: [reads] }, 0);
    const refused = { buckets: [{ ...reads, left: 0 }], refused: { retryAfterInMs: 17_000 } };
    pace.answered(pace.send(lists, 0), refused, 1_000);
    assert.equal(waitOf(pace, lists, 1_000), 17_000);
    assert.equal(waitOf(pace, machines, 8_000), 10_000);
    assert.equal(waitOf(pace, machines, 18_000), 0);
  });

  it("keeps Retry-After for the operation alone where the refusal names no bucket", () => {
    const pace = createRequestPace();
    for (const kind of [lists, machines]) pace.answered(pace.send(kind, 0), { buckets: [reads] }, 0);
    pace.answered(pace.send(lists, 0), { buckets: [], refused: { retryAfterInMs: 5_000 } }, 0);
    assert.equal(waitOf(pace, lists), 5_000);
    assert.equal(waitOf(pace, machines), 0);
  });

  it("does not hold a bucket for a refusal that it had a token for", () => {
    const pace = createRequestPace();
    const disks = { bucket: "disks", left: 0, refillInMs: 180_000 };
    pace.answered(pace.send(machines, 0), { buckets: [{ ...reads, left: 1 }] }, 0);
    // The last read; the provider's bucket was empty, which was not known.
    const refused = { buckets: [{ ...reads, left: 0 }, disks], refused: { retryAfterInMs: 120_000 } };
    pace.answered(pace.send(lists, 0), refused, 0);
    assert.equal(waitOf(pace, lists), 120_000);
    assert.ok((waitOf(pace, machines) ?? Infinity) < 10_000);
  });

  it("goes on after a refusal, though the answer to the next request is lost", () => {
    const pace = createRequestPace();
    pace.answered(
      pace.send(lists, 0),
      { buckets: [{ ...reads, left: 0 }], refused: { retryAfterInMs: 1_000 } },
      0,
    );
    pace.answered(pace.send(lists, 1_000), undefined, 1_500);
    assert.equal(waitOf(pace, lists, 1_500), 0);
  });

  it("waits until the quota is reset, where an answer says when", () => {
    const pace = createRequestPace();
    const left = (count: number) => ({
      buckets: [{ bucket: "queries", left: count, resetsAfterInMs: 5_000 }],
    });
    pace.answered(pace.send(lists, 0), left(1), 0);
    assert.equal(waitOf(pace, lists, 100), 0);
    pace.answered(pace.send(lists, 100), left(0), 200);
    assert.equal(waitOf(pace, lists, 200), 5_000);
  });

  it("does not take an answer that was overtaken for news", () => {
    const pace = createRequestPace();
    pace.answered(pace.send(lists, 0), { buckets: [{ ...reads, left: 2 }] }, 0);
    const [first, second] = [pace.send(lists, 0), pace.send(lists, 0)];
    pace.answered(second, { buckets: [{ ...reads, left: 0 }] }, 10);
    pace.answered(first, { buckets: [{ ...reads, left: 1 }] }, 11);
    assert.ok((waitOf(pace, lists, 11) ?? 0) > 0);
  });

  it("learns nothing from an answer that was lost", () => {
    const pace = createRequestPace();
    pace.answered(pace.send(lists, 0), undefined, 0);
    assert.equal(waitOf(pace, lists), 0);
    pace.send(lists, 0);
    assert.equal(waitOf(pace, lists), undefined);
  });
});
