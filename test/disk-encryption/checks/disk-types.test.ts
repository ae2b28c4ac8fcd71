import assert from "node:assert/strict";

import { diskTypes } from "../../../lib/disk-encryption/checks/disk-types";
import { aDataDisk, aDisk, anOsDisk, aVirtualMachine, facts, notRead } from "../../builders";

const twoDisks = aVirtualMachine({ dataDisks: [aDataDisk({ storageAccountType: undefined })] });

describe("disk-types", () => {
  it("is not a matter of the module", () => {
    assert.equal(diskTypes(facts(), "module").outcome, "not-applicable");
  });

  it("passes for Premium SSD", () => {
    assert.equal(diskTypes(facts(), "current").outcome, "pass");
  });

  for (const [what, disk] of [
    ["an ultra disk", aDisk({ name: "datadisk", sku: "UltraSSD_LRS" })],
    ["a Premium SSD v2 disk", aDisk({ name: "datadisk", sku: "PremiumV2_LRS" })],
    ["a shared disk", aDisk({ name: "datadisk", maxShares: 2 })],
  ] as const) {
    it(`fails for ${what}, and names it`, () => {
      const verdict = diskTypes(facts({ virtualMachine: twoDisks, disks: [aDisk(), disk] }), "current");
      assert.ok(verdict.outcome === "fail");
      assert.match(verdict.evidence, new RegExp(`datadisk is ${what}`));
    });
  }

  for (const [what, virtualMachine] of [
    ["an ephemeral OS disk", aVirtualMachine({ osDisk: anOsDisk({ ephemeral: true }) })],
    ["Write Accelerator", aVirtualMachine({ dataDisks: [aDataDisk({ writeAcceleratorEnabled: true })] })],
    [
      "an ultra disk by the VM's model",
      aVirtualMachine({ dataDisks: [aDataDisk({ storageAccountType: "UltraSSD_LRS" })] }),
    ],
  ] as const) {
    it(`fails for ${what} even where the disk itself can't be read`, () => {
      const disks = [notRead("no rights"), notRead("no rights")];
      assert.equal(diskTypes(facts({ virtualMachine, disks }), "current").outcome, "fail");
    });
  }

  it("is unknown where a disk can't be read, and names it", () => {
    const verdict = diskTypes(
      facts({ virtualMachine: twoDisks, disks: [aDisk(), notRead("no rights")] }),
      "current",
    );
    assert.ok(verdict.outcome === "unknown");
    assert.match(verdict.missing, /datadisk \(no rights\)/);
  });

  it("is unknown where a managed disk was left out of the facts", () => {
    assert.equal(
      diskTypes(facts({ virtualMachine: twoDisks, disks: [aDisk()] }), "current").outcome,
      "unknown",
    );
  });
});
