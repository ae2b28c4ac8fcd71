import assert from "node:assert/strict";

import type { Inventory } from "../../../lib/fleet/nouns/inventory";
import { connect, type SandboxConnection } from "../../../lib/disk-encryption/connection/connect";
import { readFleet } from "../../../lib/fleet/inventory/arm";

const generate = { virtualMachines: 100, subscriptions: 1 };

/** How often each bucket was drawn on and refused. */
const bucketCounts = ({ sandbox }: SandboxConnection) =>
  new Map(sandbox.requests.buckets.map(({ bucket, requests, refused }) => [bucket, { requests, refused }]));

describe("A fleet that is read under Azure's rate limits", () => {
  let azure: SandboxConnection;
  let fleet: Inventory;
  let tookInMs: number;
  let counts: ReturnType<typeof bucketCounts>;
  const waits: number[] = [];

  before(async () => {
    // On pages of one: more pages than lists of disks may ask for in three minutes.
    azure = await connect({ generate, pageSize: 1, throttling: true });
    const before = azure.clock.now().getTime();
    fleet = await readFleet(azure, {
      onProgress: ({ waitingInMs }) => {
        if (waitingInMs !== undefined) waits.push(waitingInMs);
      },
    });
    tookInMs = azure.clock.now().getTime() - before;
    counts = bucketCounts(azure);
  });

  it("is read whole", async () => {
    assert.deepEqual([fleet.gaps, fleet.remarks], [[], []]);
    assert.deepEqual(fleet, await readFleet(await connect({ generate })));
  });

  it("is refused at most once by each bucket", () => {
    assert.ok(azure.sandbox.requests.refused > 0, "the quotas were never reached");
    for (const [bucket, { refused }] of counts) assert.ok(refused <= 1, `${bucket}: ${refused}`);
  });

  it("takes nine tenths of the pace that the quotas allow", () => {
    // 240 pages of disks in each three minutes, of which the first begin with the fleet's clock; of all reads 250, and then 25 a second.
    const pagesOfDisks = counts.get("HighCostGet3Min")?.requests ?? 0;
    const reads = counts.get("reads")?.requests ?? 0;
    const earliestInMs = Math.max(Math.floor((pagesOfDisks - 1) / 240) * 180_000, (reads - 250) * 40);
    assert.ok(earliestInMs > 0);
    assert.ok(tookInMs * 0.9 <= earliestInMs, `${tookInMs} ms, and ${earliestInMs} ms would do`);
  });

  it("says that it waits, and how long", () => {
    assert.ok(waits.some((waitInMs) => waitInMs > 60_000));
  });

  it("is read again at once, though the quotas are used up, with no more than one refusal of a bucket", async () => {
    const again = await readFleet(azure);
    assert.deepEqual({ ...again, observedAt: fleet.observedAt }, fleet);
    for (const [bucket, { refused }] of bucketCounts(azure)) {
      assert.ok(refused - (counts.get(bucket)?.refused ?? 0) <= 1, bucket);
    }
  });
});
