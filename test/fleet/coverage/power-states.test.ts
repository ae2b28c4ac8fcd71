import assert from "node:assert/strict";

import { coverageOf } from "../../../lib/fleet/coverage/coverage-of";
import { connect } from "@runbooks/disk-encryption";
import { readFleet } from "@runbooks/fleet";
import { anInventoriedVirtualMachine, anInventory, anOsDiskOf } from "../../fleet-builders";

describe("Whether a VM is deallocated, of which Defender for Cloud can't tell", () => {
  const cases: readonly (readonly [
    what: string,
    powerState: string | undefined,
    diskState: string | undefined,
    maxShares: number,
    outcome: string,
  ])[] = [
    ["is its power state's to say", "deallocated", "Attached", 1, "unknown"],
    ["is not so of a VM that is stopped and still allocated", "stopped", undefined, 1, "non-compliant"],
    ["is told by an attached disk, where no power state was", undefined, "Attached", 1, "non-compliant"],
    ["is told by a reserved disk, where no power state was", undefined, "Reserved", 1, "unknown"],
    ["is not told by a shared disk, which other VMs have attached", undefined, "Attached", 2, "unknown"],
    ["is not known where neither was told", undefined, undefined, 1, "unknown"],
  ];
  for (const [what, powerState, diskState, maxShares, outcome] of cases)
    it(what, () => {
      const vm = anInventoriedVirtualMachine({ powerState });
      const disks = [anOsDiskOf(vm, { diskState, maxShares })];
      const [row] = coverageOf(anInventory({ virtualMachines: [vm], disks })).virtualMachines;
      assert.equal(row?.controls["defender-state"], outcome);
    });

  it("is told by the disks of every VM of Contoso that has managed ones, whose power states nobody asked for", async () => {
    const azure = await connect();
    const { virtualMachines } = coverageOf(await readFleet(azure, { withInstanceViews: false }));
    assert.deepEqual(new Set(virtualMachines.map(({ powerState }) => powerState)), new Set(["unknown"]));
    const unknown = virtualMachines.filter(({ controls }) => controls["defender-state"] === "unknown");
    assert.deepEqual(
      unknown.map(({ vmName }) => vmName),
      ["vm-print-01"],
    );
  });
});
