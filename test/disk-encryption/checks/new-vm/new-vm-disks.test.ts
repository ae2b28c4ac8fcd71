import assert from "node:assert/strict";

import { absent, missing } from "../../../../lib/azure/fact";
import { newVmDisks } from "../../../../lib/disk-encryption/checks/new-vm/new-vm-disks";
import { aDisk, fact } from "../../../builders";
import { aNewVirtualMachine, newVirtualMachineFacts } from "../../../new-vm-builders";

const withDisks = (osDiskInGB: number | undefined, ...dataDisksInGB: readonly number[]): string =>
  newVmDisks(
    newVirtualMachineFacts({
      request: aNewVirtualMachine({
        ...(osDiskInGB === undefined ? {} : { osDisk: { diskSizeGB: osDiskInGB } }),
        dataDisks: dataDisksInGB.map((diskSizeGB) => ({ diskSizeGB })),
      }),
    }),
    "current",
  ).outcome;

describe("new-vm-disks", () => {
  it("passes where no disk has the new disks' names", () => {
    assert.equal(withDisks(undefined, 16, 32767), "pass");
  });

  for (const [sizeInGB, outcome] of [
    [4095, "pass"],
    [4096, "fail"],
    [0, "fail"],
    [1.5, "fail"],
  ] as const) {
    it(`${outcome === "pass" ? "passes" : "fails"} for an OS disk of ${sizeInGB} GB`, () => {
      assert.equal(withDisks(sizeInGB), outcome);
    });
  }

  for (const sizeInGB of [0, 32768, Number.NaN]) {
    it(`fails for a data disk of ${sizeInGB} GB`, () => {
      assert.equal(withDisks(undefined, 16, sizeInGB), "fail");
    });
  }

  for (const [storageAccountType, outcome] of [
    ["UltraSSD_LRS", "fail"],
    ["PremiumV2_LRS", "fail"],
    ["premiumv2_lrs", "fail"],
    ["Premium_LRS", "pass"],
  ] as const) {
    it(`${outcome === "pass" ? "passes" : "fails"} for an OS disk of ${storageAccountType}`, () => {
      const request = aNewVirtualMachine({ osDisk: { storageAccountType } });
      assert.equal(newVmDisks(newVirtualMachineFacts({ request }), "current").outcome, outcome);
    });
  }

  for (const [storageAccountType, outcome] of [
    ["PremiumV2_LRS", "pass"],
    ["UltraSSD_LRS", "pass"],
    ["Premium_LRS", "fail"],
  ] as const) {
    it(`${outcome === "pass" ? "passes" : "fails"} for a data disk of 65536 GB of ${storageAccountType}`, () => {
      const request = aNewVirtualMachine({ dataDisks: [{ diskSizeGB: 65536, storageAccountType }] });
      assert.equal(newVmDisks(newVirtualMachineFacts({ request }), "current").outcome, outcome);
    });
  }

  it("has no word against a data disk of a kind that is for data disks alone", () => {
    const request = aNewVirtualMachine({
      dataDisks: [{ diskSizeGB: 16, storageAccountType: "PremiumV2_LRS" }],
    });
    assert.equal(newVmDisks(newVirtualMachineFacts({ request }), "current").outcome, "pass");
  });

  it("fails where a disk of an earlier VM has the name of the new OS disk", () => {
    const facts = newVirtualMachineFacts({ existingDisks: [fact(aDisk({ name: "vm-new-01-osdisk" }))] });
    const verdict = newVmDisks(facts, "current");
    assert.ok(verdict.outcome === "fail");
    assert.match(verdict.evidence, /vm-new-01-osdisk/);
  });

  it("is unknown where a disk can't be read", () => {
    const facts = newVirtualMachineFacts({ existingDisks: [absent("none"), missing("no rights")] });
    assert.equal(newVmDisks(facts, "current").outcome, "unknown");
  });
});
