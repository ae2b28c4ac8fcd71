import assert from "node:assert/strict";

import { diskEncryptionSetRow } from "../../../../lib/fleet/inventory/rows/disk-encryption-set-row";
import { diskRow, snapshotRow } from "../../../../lib/fleet/inventory/rows/disk-row";
import { imageRow } from "../../../../lib/fleet/inventory/rows/image-row";
import { createTextPool } from "../../../../lib/fleet/inventory/rows/text-pool";

const idOf = (type: string, name: string): string =>
  `/subscriptions/c0015001-50b5-4000-8000-c0ffee000001/resourceGroups/rg-app/providers/Microsoft.Compute/${type}/${name}`;
const diskOf = (properties: object) =>
  diskRow({ id: idOf("disks", "d"), name: "d", properties }, createTextPool());
const snapshotOf = (properties: object) =>
  snapshotRow({ id: idOf("snapshots", "s"), name: "s", properties }, createTextPool());

describe("A disk's row", () => {
  it("says of what Azure leaves out that it is not there", () => {
    assert.deepEqual(diskOf({}), {
      id: idOf("disks", "d"),
      subscriptionId: "c0015001-50b5-4000-8000-c0ffee000001",
      resourceGroupName: "rg-app",
      name: "d",
      tags: {},
      osType: null,
      diskEncryptionSetId: null,
      adeStamp: "never",
      securityType: null,
      managedBy: null,
      maxShares: 1,
    });
  });

  for (const [settings, expected] of [
    [undefined, "never"],
    [{ enabled: true }, "on"],
    [{ enabled: false }, "off"],
    [{}, "off"],
  ] as const) {
    it(`has the stamp "${expected}" for settings ${settings === undefined ? "that are not there" : JSON.stringify(settings)}`, () => {
      const properties = settings === undefined ? {} : { encryptionSettingsCollection: settings };
      assert.equal(diskOf(properties)?.adeStamp, expected);
    });
  }

  it("names the set of a confidential disk's key apart from that of its encryption settings", () => {
    const row = diskOf({
      securityProfile: {
        securityType: "ConfidentialVM_DiskEncryptedWithCustomerKey",
        secureVMDiskEncryptionSetId: idOf("diskEncryptionSets", "des"),
      },
    });
    assert.deepEqual(
      [row?.diskEncryptionSetId, row?.secureVMDiskEncryptionSetId, row?.securityType],
      [null, idOf("diskEncryptionSets", "des"), "ConfidentialVM_DiskEncryptedWithCustomerKey"],
    );
  });
});

describe("A snapshot's row", () => {
  for (const [what, sourceResourceId, expected] of [
    ["a disk", idOf("disks", "d"), idOf("disks", "d")],
    ["another snapshot", idOf("snapshots", "s2"), null],
    ["nothing that is told", undefined, null],
  ] as const) {
    it(`names the disk of a snapshot of ${what}`, () => {
      const creationData = sourceResourceId === undefined ? {} : { sourceResourceId };
      assert.equal(snapshotOf({ creationData })?.sourceDiskId, expected);
    });
  }
});

describe("An image's row", () => {
  it("tells how its disks are encrypted and what they were made of, OS disk first", () => {
    const set = idOf("diskEncryptionSets", "des");
    const row = imageRow(
      {
        id: idOf("images", "i"),
        name: "i",
        properties: {
          hyperVGeneration: "V2",
          storageProfile: {
            dataDisks: [{ lun: 0 }],
            osDisk: { osType: "Linux", diskEncryptionSet: { id: set }, managedDisk: { id: "/os" } },
          },
        },
      },
      createTextPool(),
    );
    assert.deepEqual(
      [row?.osType, row?.hyperVGeneration, row?.disks],
      [
        "Linux",
        "V2",
        [
          { role: "os", diskEncryptionSetId: set, sourceId: "/os" },
          { role: "data", diskEncryptionSetId: null, sourceId: null },
        ],
      ],
    );
  });
});

describe("A disk encryption set's row", () => {
  it("tells whether it follows its key, and not the key's URL", () => {
    const row = diskEncryptionSetRow(
      {
        id: idOf("diskEncryptionSets", "des"),
        name: "des",
        properties: {
          encryptionType: "EncryptionAtRestWithCustomerKey",
          activeKey: { keyUrl: "https://kv.vault.azure.net/keys/k/1" },
          rotationToLatestKeyVersionEnabled: true,
          autoKeyRotationError: { code: "KeyVaultAccessForbidden", message: "No." },
        },
      },
      createTextPool(),
    );
    assert.deepEqual(
      [row?.encryptionType, row?.rotationToLatestKeyVersionEnabled, row?.autoKeyRotationErrorCode],
      ["EncryptionAtRestWithCustomerKey", true, "KeyVaultAccessForbidden"],
    );
    assert.doesNotMatch(JSON.stringify(row), /keys/);
  });
});
