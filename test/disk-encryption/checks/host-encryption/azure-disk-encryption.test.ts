import assert from "node:assert/strict";

import { azureDiskEncryption } from "../../../../lib/disk-encryption/checks/host-encryption/azure-disk-encryption";
import { aDisk, anExtension, aStampedDisk, aVirtualMachine, notRead } from "../../../builders";
import { encryptionAtHostFacts } from "../../../customer-key-builders";

describe("azure-disk-encryption, with encryption at host", () => {
  it("is not a matter of the module, which does not know encryption at host", () => {
    const facts = encryptionAtHostFacts({ disks: [aStampedDisk()] });
    assert.equal(azureDiskEncryption(facts, "module").outcome, "not-applicable");
  });

  for (const [what, disk, expected] of [
    ["never had it", aDisk(), "pass"],
    ["has it", aStampedDisk(), "fail"],
    ["once had it", aDisk({ encryptionSettings: { enabled: false, settings: [] } }), "fail"],
    ["can't be read", notRead("no rights"), "unknown"],
  ] as const) {
    it(`comes to ${expected} for a VM whose disk ${what}`, () => {
      assert.equal(
        azureDiskEncryption(encryptionAtHostFacts({ disks: [disk] }), "current").outcome,
        expected,
      );
    });
  }

  it("is unknown where the VM has the extension and no disk a stamp", () => {
    const virtualMachine = aVirtualMachine({ extensions: [anExtension()] });
    assert.equal(
      azureDiskEncryption(encryptionAtHostFacts({ virtualMachine }), "current").outcome,
      "unknown",
    );
  });
});
