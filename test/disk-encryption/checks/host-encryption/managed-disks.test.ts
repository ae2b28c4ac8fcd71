import assert from "node:assert/strict";

import { managedDisks } from "../../../../lib/disk-encryption/checks/host-encryption/managed-disks";
import { anOsDisk, aVirtualMachine } from "../../../builders";
import { encryptionAtHostFacts } from "../../../customer-key-builders";

describe("managed-disks, with encryption at host", () => {
  it("is not a matter of the module", () => {
    assert.equal(managedDisks(encryptionAtHostFacts(), "module").outcome, "not-applicable");
  });

  it("passes for managed disks", () => {
    assert.equal(managedDisks(encryptionAtHostFacts(), "current").outcome, "pass");
  });

  it("fails for an unmanaged disk", () => {
    const osDisk = anOsDisk({
      managedDiskId: undefined,
      vhdUri: "https://contoso.blob.core.windows.net/v/os.vhd",
    });
    const facts = encryptionAtHostFacts({ virtualMachine: aVirtualMachine({ osDisk }) });
    assert.equal(managedDisks(facts, "current").outcome, "fail");
  });
});
