import assert from "node:assert/strict";

import type { Action } from "../../../lib/disk-encryption/change/actions";
import { planSteps, type Plan } from "../../../lib/disk-encryption/change/plan";
import { untouchedBy } from "../../../lib/disk-encryption/change/untouched";
import { diskId, VAULT_ID, VM_ID } from "../../builders";
import { SET_ID } from "../../customer-key-builders";

const KEY_ID = `${VAULT_ID}/keys/kek/versions/1`;
const ids = [VM_ID, diskId("osdisk"), SET_ID, VAULT_ID, KEY_ID].map((id) => id.toLowerCase());
const plan: Pick<Plan, "hash" | "touches"> = {
  hash: "0",
  touches: ids.map((id) => ({ id, state: "0" })),
};

/** Of what the plan touches, what is to be as it was after the action; by the last name of its type. */
const untouchedAfter = (action: Action): readonly string[] => {
  const steps = planSteps([
    { title: "t", action, impact: "none", undo: { kind: "impossible", because: "a test" } },
  ]);
  return untouchedBy(plan, steps).touches.map(({ id }) => id.split("/").at(-2) ?? "");
};

describe("What has to be as it was before the next step of a plan", () => {
  it("is everything after a snapshot was made, which changes nothing that is there", () => {
    const snapshotId = `${VM_ID.split("/providers/")[0] ?? ""}/providers/Microsoft.Compute/snapshots/s`;
    assert.deepEqual(
      untouchedAfter({
        kind: "create-snapshot",
        snapshotId,
        location: "westeurope",
        sourceDiskId: diskId("osdisk"),
      }),
      ["virtualmachines", "disks", "diskencryptionsets", "vaults", "versions"],
    );
  });

  it("is set, vault and key after a step on the VM, which is seen on its disks too", () => {
    assert.deepEqual(untouchedAfter({ kind: "deallocate", vmId: VM_ID }), [
      "diskencryptionsets",
      "vaults",
      "versions",
    ]);
  });
});
