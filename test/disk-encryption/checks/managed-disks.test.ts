import assert from "node:assert/strict";

import { managedDisks } from "../../../lib/disk-encryption/checks/managed-disks";
import { aDataDisk, anOsDisk, aVirtualMachine, facts } from "../../builders";

const unmanaged = { managedDiskId: undefined, vhdUri: "https://contoso.blob.core.windows.net/vhds/disk.vhd" };

describe("managed-disks", () => {
  for (const [what, virtualMachine, module, current] of [
    ["managed disks", aVirtualMachine(), "pass", "pass"],
    ["an unmanaged OS disk", aVirtualMachine({ osDisk: anOsDisk(unmanaged) }), "pass", "fail"],
    ["an unmanaged data disk", aVirtualMachine({ dataDisks: [aDataDisk(unmanaged)] }), "pass", "fail"],
    [
      "a disk of which the model tells nothing",
      aVirtualMachine({ osDisk: anOsDisk({ managedDiskId: undefined }) }),
      "pass",
      "unknown",
    ],
  ] as const) {
    it(`with ${what}: module ${module}, current ${current}`, () => {
      const known = facts({ virtualMachine });
      assert.deepEqual(
        [managedDisks(known, "module").outcome, managedDisks(known, "current").outcome],
        [module, current],
      );
    });
  }
});
