import assert from "node:assert/strict";

import { connect } from "../../../lib/disk-encryption/connection/connect";
import { readFleetFromGraph, type GraphProgress } from "../../../lib/fleet/inventory/graph";
import { aDisk, aResourceGraph, aSubscription, pages, refusal, type GraphAnswer } from "./graph-answers";
import { clientsOf } from "@runbooks/disk-encryption/clients";

const QUERIES_IN_WINDOW = 15;
const WINDOW_IN_MS = 5_000;

interface Throttled {
  readonly answer: Parameters<typeof aResourceGraph>[0];
  readonly refusals: () => number;
}

/** A Resource Graph with a quota, of 100 pages. */
function throttled(roundsTo: "up" | "down", withHeaders = true): Throttled {
  const rows = [aSubscription(), ...Array.from({ length: 999 }, (_, index) => aDisk(`d-${index}`))];
  const page = pages(rows, 10);
  let window = { endsAtInMs: 0, count: 0 };
  let refusals = 0;
  return {
    refusals: () => refusals,
    answer: (asked, _number, elapsedInMs): GraphAnswer => {
      if (elapsedInMs >= window.endsAtInMs) window = { endsAtInMs: elapsedInMs + WINDOW_IN_MS, count: 0 };
      const leftInSeconds = (window.endsAtInMs - elapsedInMs) / 1000;
      const seconds = roundsTo === "up" ? Math.ceil(leftInSeconds) : Math.floor(leftInSeconds - 0.001);
      const isExceeded = window.count >= QUERIES_IN_WINDOW;
      if (isExceeded) refusals += 1;
      else window.count += 1;
      const headers = {
        "x-ms-user-quota-remaining": String(QUERIES_IN_WINDOW - window.count),
        "x-ms-user-quota-resets-after": `00:00:0${seconds}`,
        ...(isExceeded ? { "retry-after": String(Math.max(1, Math.ceil(leftInSeconds))) } : {}),
      };
      if (isExceeded) return refusal(429, "RateLimiting", withHeaders ? headers : { "retry-after": "5" });
      return { ...page(asked), headers: withHeaders ? headers : {} };
    },
  };
}

describe("The pace of reading Azure Resource Graph", () => {
  it("uses at least nine tenths of the quota, and is never refused", async () => {
    const { answer, refusals } = throttled("up");
    const { azure, asked, elapsedInMs } = aResourceGraph(answer);
    const fleet = await readFleetFromGraph(azure);
    assert.equal(fleet.disks.length, 999);
    assert.equal(asked.length, 100);
    assert.equal(refusals(), 0);
    // Of seven windows of queries, the last needs none to end before it.
    const quotaInMs = Math.floor(99 / QUERIES_IN_WINDOW) * WINDOW_IN_MS;
    assert.ok(elapsedInMs() <= quotaInMs / 0.9, `${elapsedInMs()} ms of ${quotaInMs}`);
  });

  it("is refused once at most by a service that cuts seconds off", async () => {
    const { answer, refusals } = throttled("down");
    const { azure } = aResourceGraph(answer);
    const fleet = await readFleetFromGraph(azure);
    assert.deepEqual([fleet.disks.length, fleet.gaps], [999, []]);
    assert.ok(refusals() <= 1, `${refusals()} refusals`);
  });

  it("keeps to Retry-After where no header tells the quota", async () => {
    const { answer } = throttled("up", false);
    const { azure } = aResourceGraph(answer);
    const fleet = await readFleetFromGraph(azure);
    assert.deepEqual([fleet.disks.length, fleet.gaps], [999, []]);
  });

  it("waits where somebody else used the quota up, by Retry-After, and is refused once", async () => {
    const azure = await connect({ throttling: true });
    const { clock } = azure.sandbox;
    const graph = clientsOf(azure).resourceGraph();
    for (let count = 0; count < QUERIES_IN_WINDOW; count += 1)
      await graph.resources({ query: "resources | take 1" });
    const startedAt = clock.now().getTime();
    const told: GraphProgress[] = [];
    const fleet = await readFleetFromGraph(azure, { onProgress: (progress) => told.push(progress) });
    assert.equal(fleet.virtualMachines.length, 16);
    assert.deepEqual(fleet.gaps, []);
    assert.equal(clock.now().getTime() - startedAt, WINDOW_IN_MS);
    assert.deepEqual(
      told.map(({ requests, waitingInMs }) => [requests, waitingInMs]),
      [
        [0, WINDOW_IN_MS],
        [1, undefined],
      ],
    );
  });

  it("reads a generated fleet under Azure's throttling without a refusal", async () => {
    const statuses: number[] = [];
    const azure = await connect({
      generate: { virtualMachines: 200, subscriptions: 4 },
      pageSize: 20,
      throttling: true,
      observe: ({ method, status }) => {
        if (method === "POST") statuses.push(status);
      },
    });
    const startedAt = azure.clock.now().getTime();
    const fleet = await readFleetFromGraph(azure);
    assert.equal(fleet.virtualMachines.length, 200);
    assert.deepEqual(new Set(statuses), new Set([200]));
    const windows = Math.floor((statuses.length - 1) / QUERIES_IN_WINDOW);
    assert.ok(windows >= 2, `${statuses.length} queries`);
    assert.ok(azure.clock.now().getTime() - startedAt <= (windows * WINDOW_IN_MS) / 0.9);
  });
});
