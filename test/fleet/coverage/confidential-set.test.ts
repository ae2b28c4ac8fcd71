import assert from "node:assert/strict";

import type { DiskCoverage } from "../../../lib/fleet/coverage/coverage";
import { coverageOf } from "../../../lib/fleet/coverage/coverage-of";
import { connect } from "@runbooks/disk-encryption";
import { readFleet, readFleetFromGraph } from "@runbooks/fleet";
import {
  anInventoriedDisk,
  anInventoriedSnapshot,
  anInventoriedVirtualMachine,
  anInventory,
  anOsDiskOf,
  computeId,
} from "../../fleet-builders";

const set = computeId("diskEncryptionSets", "des-cvm");
const confidential = {
  osType: "Linux",
  securityType: "ConfidentialVM_DiskEncryptedWithCustomerKey",
  secureVMDiskEncryptionSetId: set,
} as const;
const saysOf = ({ serverSide, diskEncryptionSet, controls }: DiskCoverage) => [
  serverSide,
  diskEncryptionSet?.split("/").at(-1) ?? null,
  controls["customer-key"],
  controls["double-encryption"],
];

describe("The set of a confidential disk's key", () => {
  it("is named, and does not make the disk comply with the policy on customer-managed keys", () => {
    const vm = anInventoriedVirtualMachine({ securityType: "ConfidentialVM" });
    const disks = [anOsDiskOf(vm, confidential), anInventoriedDisk({ ...confidential, name: "left" })];
    const coverage = coverageOf(
      anInventory({
        virtualMachines: [vm],
        disks,
        snapshots: [anInventoriedSnapshot(confidential)],
      }),
    );
    for (const disk of coverage.disks)
      assert.deepEqual(saysOf(disk), ["confidential", "des-cvm", "non-compliant", "non-compliant"]);
    assert.deepEqual(
      coverage.copies.map(({ diskEncryptionSet }) => diskEncryptionSet),
      [set],
    );
  });

  it("is not there where the platform's key is used, and may be where the security type was not told", () => {
    const vm = anInventoriedVirtualMachine({ securityType: "ConfidentialVM" });
    const doubleOf = (securityType: string | undefined): string | undefined => {
      const disk = anOsDiskOf(vm, { securityType });
      const [row] = coverageOf(anInventory({ virtualMachines: [vm], disks: [disk] })).disks;
      return row?.controls["double-encryption"];
    };
    assert.equal(doubleOf("ConfidentialVM_DiskEncryptedWithPlatformKey"), "not-applicable");
    assert.equal(doubleOf("ConfidentialVM_DiskEncryptedWithCustomerKey"), "non-compliant");
    assert.equal(doubleOf(undefined), "unknown");
  });

  for (const [source, read] of [
    ["Resource Manager", readFleet],
    ["Resource Graph", readFleetFromGraph],
  ] as const)
    it(`is told so by ${source}`, async () => {
      const azure = await connect({ generate: { virtualMachines: 200, subscriptions: 1 } });
      const { disks } = coverageOf(await read(azure));
      const withSet = disks.filter(
        ({ serverSide, diskEncryptionSet }) => serverSide === "confidential" && diskEncryptionSet !== null,
      );
      assert.ok(withSet.length > 0);
      for (const { role, controls } of withSet)
        assert.deepEqual([role, controls["customer-key"]], ["os", "non-compliant"]);
    });
});
