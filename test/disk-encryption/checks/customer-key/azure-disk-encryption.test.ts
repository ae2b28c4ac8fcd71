import assert from "node:assert/strict";

import { azureDiskEncryption } from "../../../../lib/disk-encryption/checks/customer-key/azure-disk-encryption";
import { aDisk, anExtension, aStampedDisk, aVirtualMachine, notRead } from "../../../builders";
import { aDiskTarget, aSnapshot, aSnapshotTarget, customerKeyFacts } from "../../../customer-key-builders";

const once = aDisk({ encryptionSettings: { enabled: false, settings: [] } });

describe("azure-disk-encryption, under a customer's key", () => {
  for (const [what, disk, module, current] of [
    ["that never had it", aDisk(), "pass", "pass"],
    ["that has it", aStampedDisk(), "fail", "fail"],
    ["that once had it", once, "pass", "fail"],
    ["that can't be read", notRead("no rights"), "unknown", "unknown"],
  ] as const) {
    it(`comes to ${module} in the module edition and ${current} in the current one for a disk ${what}`, () => {
      const facts = customerKeyFacts({ targets: [aDiskTarget(disk)] });
      assert.equal(azureDiskEncryption(facts, "module").outcome, module);
      assert.equal(azureDiskEncryption(facts, "current").outcome, current);
    });
  }

  it("fails for a snapshot of a disk that had it, which carries the mark", () => {
    const snapshot = aSnapshot({ encryptionSettings: { enabled: false, settings: [] } });
    const facts = customerKeyFacts({ virtualMachine: undefined, targets: [aSnapshotTarget(snapshot)] });
    assert.equal(azureDiskEncryption(facts, "current").outcome, "fail");
  });

  it("names only those disks that have or had it", () => {
    const targets = [aDiskTarget(aDisk({ name: "clean" })), aDiskTarget(aStampedDisk({ name: "stamped" }))];
    const verdict = azureDiskEncryption(customerKeyFacts({ targets }), "current");
    assert.ok(verdict.outcome === "fail");
    assert.match(verdict.evidence, /stamped/);
    assert.doesNotMatch(verdict.evidence, /clean/);
  });

  it("is unknown where the VM has the extension and no disk a stamp", () => {
    const facts = customerKeyFacts({ virtualMachine: aVirtualMachine({ extensions: [anExtension()] }) });
    assert.equal(azureDiskEncryption(facts, "current").outcome, "unknown");
  });

  it("passes where the extension was told to disable encryption", () => {
    const extension = anExtension({ settings: { EncryptionOperation: "DisableEncryption" } });
    const facts = customerKeyFacts({ virtualMachine: aVirtualMachine({ extensions: [extension] }) });
    assert.equal(azureDiskEncryption(facts, "current").outcome, "pass");
  });
});
