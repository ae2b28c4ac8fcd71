import assert from "node:assert/strict";

import { customerManagedKey } from "../../../lib/disk-encryption/checks/customer-managed-key";
import { aDataDisk, aDisk, anOsDisk, aVirtualMachine, facts, notRead } from "../../builders";

const setId =
  "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-web/providers/Microsoft.Compute/diskEncryptionSets/des";

describe("customer-managed-key", () => {
  for (const edition of ["module", "current"] as const) {
    for (const [encryptionType, expected] of [
      ["EncryptionAtRestWithPlatformKey", "pass"],
      ["EncryptionAtRestWithCustomerKey", "fail"],
      ["EncryptionAtRestWithPlatformAndCustomerKeys", "fail"],
      ["encryptionatrestwithcustomerkey", "fail"],
      ["EncryptionAtRestWithSomethingNew", "unknown"],
      ["", "unknown"],
    ] as const) {
      it(`comes to ${expected} in the ${edition} edition for encryption type '${encryptionType}'`, () => {
        assert.equal(
          customerManagedKey(facts({ disks: [aDisk({ encryptionType })] }), edition).outcome,
          expected,
        );
      });
    }

    it(`fails in the ${edition} edition for a disk encryption set on a data disk that can't be read`, () => {
      const virtualMachine = aVirtualMachine({ dataDisks: [aDataDisk({ diskEncryptionSetId: setId })] });
      const disks = [aDisk(), notRead("no rights")];
      assert.equal(customerManagedKey(facts({ virtualMachine, disks }), edition).outcome, "fail");
    });

    it(`is unknown in the ${edition} edition where a disk can't be read`, () => {
      assert.equal(customerManagedKey(facts({ disks: [notRead("no rights")] }), edition).outcome, "unknown");
    });

    it(`passes in the ${edition} edition for unmanaged disks, which have no customer key`, () => {
      const osDisk = anOsDisk({
        managedDiskId: undefined,
        vhdUri: "https://contoso.blob.core.windows.net/vhds/os.vhd",
      });
      assert.equal(
        customerManagedKey(facts({ virtualMachine: aVirtualMachine({ osDisk }) }), edition).outcome,
        "pass",
      );
    });
  }
});
