import assert from "node:assert/strict";

import { fleetProgressWords, whereLong } from "../../../lib/fleet/presentation/fleet-progress";

const kinds = { virtualMachines: 1_200, disks: 3_400, snapshots: 0, images: 0, diskEncryptionSets: 1 };

describe("How far the reading of a fleet is", () => {
  it("is told by what Resource Manager has listed", () => {
    const progress = { ...kinds, requests: 12, candidates: 40, instanceViews: 7 };
    assert.equal(fleetProgressWords(progress), "Read 1,200 VMs, 3,400 disks, 7 of 40 instance views.");
  });

  it("is told by the rows of Resource Graph, and how long Azure's quota makes it wait", () => {
    const progress = { ...kinds, requests: 12, candidates: 0, instanceViews: 0, rowsRead: 12_000 };
    assert.equal(
      fleetProgressWords({ ...progress, rowsAnnounced: 37_000, waitingInMs: 4_200 }),
      "Read 12,000 of 37,000 rows; waits 4 s for Azure's quota.",
    );
  });

  it("is told only once Azure's quotas have made it wait for a second in all", () => {
    const told: string[] = [];
    const { onProgress } = whereLong((words) => told.push(words));
    const progress = { ...kinds, requests: 12, candidates: 0, instanceViews: 0 };
    for (const waiting of [{}, { waitingInMs: 900 }, {}, { waitingInMs: 100 }, {}])
      onProgress({ ...progress, ...waiting });
    assert.deepEqual(told, [
      "Read 1,200 VMs, 3,400 disks; waits for Azure's quota.",
      "Read 1,200 VMs, 3,400 disks.",
    ]);
  });
});
