import assert from "node:assert/strict";

import { managedDisks } from "../../../../lib/disk-encryption/checks/customer-key/managed-disks";
import { anOsDisk, aVirtualMachine } from "../../../builders";
import { customerKeyFacts } from "../../../customer-key-builders";

describe("managed-disks, under a customer's key", () => {
  const osDisk = anOsDisk({
    managedDiskId: undefined,
    vhdUri: "https://contoso.blob.core.windows.net/v/os.vhd",
  });

  for (const edition of ["module", "current"] as const) {
    it(`fails in the ${edition} edition for a VM with an unmanaged disk`, () => {
      const facts = customerKeyFacts({ virtualMachine: aVirtualMachine({ osDisk }) });
      assert.equal(managedDisks(facts, edition).outcome, "fail");
    });

    it(`passes in the ${edition} edition for disks and snapshots by themselves`, () => {
      assert.equal(managedDisks(customerKeyFacts({ virtualMachine: undefined }), edition).outcome, "pass");
    });
  }
});
