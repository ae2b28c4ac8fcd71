import assert from "node:assert/strict";

import type { EncryptionFacts } from "../../../../lib/disk-encryption/checks/facts";
import { planDisable } from "../../../../lib/disk-encryption/jobs/disable-encryption/plan";
import { sequenceVersionOf } from "../../../../lib/disk-encryption/change/sequence-version";
import { RunbookError } from "../../../../lib/azure/errors";
import {
  aDataDisk,
  aDisk,
  aLinuxGuest,
  aLinuxVirtualMachine,
  anOsDisk,
  aStampedDisk,
  aVirtualMachine,
  aVolume,
  diskId,
  facts,
  notRead,
  VM_ID,
  type FactValues,
} from "../../../builders";

const windows = facts({ disks: [aStampedDisk()] });
const linux = (values: FactValues = {}): EncryptionFacts =>
  facts({
    virtualMachine: aLinuxVirtualMachine(),
    volumeType: "Data",
    disks: [aDisk(), aStampedDisk({ name: "datadisk" })],
    ...values,
  });
const codeOf = (given: EncryptionFacts): string => {
  try {
    planDisable(given);
  } catch (error) {
    assert.ok(error instanceof RunbookError);
    return error.code;
  }
  return "a plan";
};

describe("The plan to decrypt a VM", () => {
  it("is one request on Windows, for all volumes, word for word", () => {
    assert.deepEqual(
      planDisable(windows).steps.map(({ request }) => request),
      [
        {
          method: "PUT",
          path: `${VM_ID}/extensions/AzureDiskEncryption`,
          body: {
            location: "westeurope",
            properties: {
              publisher: "Microsoft.Azure.Security",
              type: "AzureDiskEncryption",
              typeHandlerVersion: "2.2",
              autoUpgradeMinorVersion: true,
              settings: {
                EncryptionOperation: "DisableEncryption",
                VolumeType: "All",
                SequenceVersion: sequenceVersionOf(windows),
              },
            },
          },
        },
      ],
    );
  });

  it("asks for Data on Linux", () => {
    const [step] = planDisable(linux()).steps;
    assert.equal(step?.action.kind, "put-extension");
    assert.equal(step.action.extensionType, "AzureDiskEncryptionForLinux");
    assert.equal(step.action.settings["VolumeType"], "Data");
  });

  it("warns that the disk keeps the mark of having had Azure Disk Encryption", () => {
    assert.match(planDisable(windows).warnings.join(), /keeps a mark/);
  });

  it("is blocked by no requirement: they are for encrypting", () => {
    assert.deepEqual(planDisable(windows).blockers, []);
  });

  it("touches the VM and its disks", () => {
    assert.deepEqual(
      planDisable(windows).touches.map(({ id }) => id),
      [VM_ID, diskId("osdisk")].map((id) => id.toLowerCase()),
    );
  });
});

describe("A Linux VM is never decrypted", () => {
  for (const [what, given] of [
    ["whose OS disk is stamped", linux({ disks: [aStampedDisk(), aDisk({ name: "datadisk" })] })],
    [
      "whose OS and data disks are stamped",
      linux({ disks: [aStampedDisk(), aStampedDisk({ name: "datadisk" })] }),
    ],
    [
      "whose OS disk's id is spelled in another case",
      linux({
        virtualMachine: aLinuxVirtualMachine({
          osDisk: anOsDisk({ managedDiskId: diskId("osdisk").toUpperCase() }),
        }),
        disks: [aStampedDisk(), aStampedDisk({ name: "datadisk" })],
      }),
    ],
    [
      "whose guest says that its OS volume is encrypted, stamp or no stamp",
      linux({ guest: aLinuxGuest({ volumes: [aVolume({ mountPoint: "/", state: "encrypted" })] }) }),
    ],
    [
      "whose guest is just encrypting its OS volume",
      linux({ guest: aLinuxGuest({ volumes: [aVolume({ mountPoint: "/", state: "encrypting" })] }) }),
    ],
  ] as const) {
    it(what, () => {
      assert.equal(codeOf(given), "DisableNotAllowed");
    });
  }

  it("whose OS disk was not read: it may be encrypted", () => {
    assert.equal(
      codeOf(linux({ disks: [notRead("no rights"), aStampedDisk({ name: "datadisk" })] })),
      "PlanBlocked",
    );
  });
});

describe("There is nothing to decrypt", () => {
  for (const [what, given] of [
    ["on a VM that was never encrypted", facts()],
    [
      "on a VM that was decrypted already",
      facts({ disks: [aDisk({ encryptionSettings: { enabled: false, settings: [] } })] }),
    ],
    [
      "on a VM without managed disks",
      facts({ virtualMachine: aVirtualMachine({ osDisk: anOsDisk({ managedDiskId: undefined }) }) }),
    ],
  ] as const) {
    it(what, () => {
      assert.equal(codeOf(given), "DisableNotAllowed");
    });
  }

  it("says what the disks carry, not what the guest may have encrypted by itself", () => {
    assert.throws(
      () => planDisable(facts()),
      /No disk of vm-web-01 carries the settings of Azure Disk Encryption\./,
    );
  });

  it("is not said of a VM whose disk was not read", () => {
    assert.equal(codeOf(facts({ disks: [notRead("no rights")] })), "PlanBlocked");
  });
});

describe("An unmanaged OS disk", () => {
  it("of Linux is not taken for the first managed data disk", () => {
    const virtualMachine = aLinuxVirtualMachine({
      osDisk: anOsDisk({ managedDiskId: undefined }),
      dataDisks: [aDataDisk()],
    });
    assert.equal(codeOf(linux({ virtualMachine, disks: [aStampedDisk({ name: "datadisk" })] })), "a plan");
  });
});

describe("Volumes that may not be decrypted by themselves", () => {
  for (const [given, volumeType, expected] of [
    [windows, "Data", /runs Windows: to decrypt its Data volumes alone/],
    [windows, "OS", /runs Windows: to decrypt its OS volumes alone/],
    [linux(), "OS", /runs Linux: Azure decrypts its data volumes alone/],
    [linux(), "All", /runs Linux/],
  ] as const) {
    it(`are ${volumeType} on ${given.virtualMachine.osType}`, () => {
      assert.throws(
        () => planDisable(given, { volumeType }),
        (error) =>
          error instanceof RunbookError && error.code === "DisableNotAllowed" && expected.test(error.message),
      );
    });
  }

  it("are not All on Windows and Data on Linux: that is what is planned anyway", () => {
    assert.equal(planDisable(windows, { volumeType: "All" }).hash, planDisable(windows).hash);
    assert.equal(planDisable(linux(), { volumeType: "Data" }).hash, planDisable(linux()).hash);
  });
});
