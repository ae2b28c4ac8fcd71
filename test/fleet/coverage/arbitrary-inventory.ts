import fc from "fast-check";

import type {
  InventoriedDisk,
  InventoriedSnapshot,
  InventoriedVirtualMachine,
  Inventory,
} from "../../../lib/fleet/nouns/inventory";
import type { AttachedDisk, VirtualMachineExtension } from "../../../lib/azure/virtual-machine";
import { anExtension, anOsDisk, SUBSCRIPTION_ID } from "../../builders";
import {
  aGap,
  anInventoriedDisk,
  anInventoriedDiskEncryptionSet,
  anInventoriedImage,
  anInventoriedSnapshot,
  anInventoriedVirtualMachine,
  anInventory,
  computeId,
  OTHER_SUBSCRIPTION_ID,
} from "../../fleet-builders";

/** A field that most sources tell, and some do not. */
const told = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 6, arbitrary }, { weight: 1, arbitrary: fc.constant(undefined) });
const oneOf = <T extends string | boolean | null>(...values: readonly T[]): fc.Arbitrary<T> =>
  fc.constantFrom(...values);
/** Ids in odd case: some of them in upper, some in lower. */
const inOddCase = (id: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(id, fc.nat({ max: 3 }))
    .map(([text, way]) => (way === 0 ? text.toUpperCase() : way === 1 ? text.toLowerCase() : text));

const subscriptionId = oneOf(SUBSCRIPTION_ID, OTHER_SUBSCRIPTION_ID);
const index = fc.nat({ max: 5 });
const diskIdOf = fc
  .tuple(index, subscriptionId)
  .map(([number, subscription]) => computeId("disks", `disk-${number}`, { subscriptionId: subscription }));
const vmIdOf = fc.oneof(
  fc
    .tuple(index, subscriptionId)
    .map(([number, subscription]) =>
      computeId("virtualMachines", `vm-${number}`, { subscriptionId: subscription }),
    ),
  fc.constantFrom(
    `${computeId("virtualMachineScaleSets", "vmss-1")}/virtualMachines/0`,
    computeId("virtualMachines", "vm-elsewhere", { resourceGroupName: "rg-elsewhere" }),
    "not an id",
  ),
);
const setId = computeId("diskEncryptionSets", "des-1");
const encryptionType = oneOf(
  "EncryptionAtRestWithPlatformKey",
  "EncryptionAtRestWithCustomerKey",
  "EncryptionAtRestWithPlatformAndCustomerKeys",
  "Unheard",
);
const diskSecurityType = oneOf(
  null,
  "TrustedLaunch",
  "ConfidentialVM_DiskEncryptedWithPlatformKey",
  "ConfidentialVM_VMGuestStateOnlyEncryptedWithPlatformKey",
);
const stamp = oneOf("never", "on", "off");
const sku = oneOf("Premium_LRS", "Standard_LRS", "UltraSSD_LRS", "PremiumV2_LRS");

const attachedDisk: fc.Arbitrary<AttachedDisk> = fc
  .record({
    name: fc.constantFrom("a", "b"),
    role: fc.constant("data" as const),
    managedDiskId: fc.oneof({ weight: 6, arbitrary: inOddCase(diskIdOf) }, fc.constant(undefined)),
    vhdUri: fc.option(fc.constant("https://account.blob.core.windows.net/vhds/a.vhd"), { nil: undefined }),
    storageAccountType: told(sku),
    diskEncryptionSetId: fc.option(fc.constant(setId), { nil: undefined }),
    writeAcceleratorEnabled: fc.boolean(),
    ephemeral: fc.constant(false),
    encryptionState: fc.constantFrom(undefined, "EncryptionState/encrypted", "EncryptionState/notEncrypted"),
  })
  .map(anOsDisk);
const attachedDisks = fc
  .tuple(attachedDisk, fc.boolean(), fc.array(attachedDisk, { maxLength: 3 }))
  .map(([os, ephemeral, data]): readonly AttachedDisk[] => [{ ...os, role: "os", ephemeral }, ...data]);

const extension: fc.Arbitrary<VirtualMachineExtension> = fc
  .record({
    type: oneOf("AzureDiskEncryption", "AzureDiskEncryptionForLinux", "CustomScript"),
    provisioningState: oneOf("Succeeded", "Failed", "Updating"),
    settings: fc.record(
      {
        EncryptionOperation: oneOf("EnableEncryption", "EnableEncryptionFormatAll", "DisableEncryption"),
        VolumeType: oneOf("OS", "Data", "All"),
      },
      { requiredKeys: [] },
    ),
    statusCode: told(
      oneOf("ProvisioningState/succeeded", "ProvisioningState/failed/1", "ProvisioningState/transitioning"),
    ),
    substatusMessage: told(
      fc
        .record({
          os: oneOf("Encrypted", "NotEncrypted", "VMRestartPending", "EncryptionInProgress"),
          data: oneOf("Encrypted", "NotMounted", "DecryptionInProgress"),
        })
        .map((words) => JSON.stringify(words)),
    ),
  })
  .map(anExtension);

const virtualMachine: fc.Arbitrary<InventoriedVirtualMachine> = fc
  .record({
    number: index,
    subscriptionId,
    changes: fc.record({
      vmSize: told(
        oneOf(
          "Standard_D2s_v5",
          "standard_d2ds_v5",
          "Standard_D2_v3",
          "Standard_D2s_v6",
          "Standard_A2_v2",
          "Standard_B1s",
          "Basic_A1",
          "Standard_Unheard_v9",
        ),
      ),
      osType: told(oneOf("Windows", "Linux")),
      hyperVGeneration: told(oneOf("V1", "V2")),
      powerState: told(oneOf("running", "deallocated", "stopped")),
      encryptionAtHost: told(fc.boolean()),
      securityType: told(oneOf(null, "TrustedLaunch", "ConfidentialVM")),
      imageReference: told(
        fc.option(
          fc.constantFrom(
            { publisher: "Canonical", offer: "0001-com-ubuntu-server-jammy", sku: "22_04-lts", version: "1" },
            { publisher: "RedHat", offer: "RHEL", sku: "6.8", version: "latest" },
            { publisher: "MicrosoftWindowsServer", offer: "WindowsServer", sku: "2008-R2-SP1", version: "1" },
            { publisher: "contoso", offer: "own", sku: "own", version: "1" },
          ),
        ),
      ),
      diskControllerType: told(oneOf(null, "SCSI", "NVMe")),
      disks: told(attachedDisks),
      osDiskAdeStamp: told(stamp),
      hasAdeExtension: told(fc.boolean()),
      extensions: fc.option(fc.array(extension, { maxLength: 2 }), { nil: undefined }),
    }),
  })
  .chain(({ number, subscriptionId: subscription, changes }) =>
    inOddCase(
      fc.constant(computeId("virtualMachines", `vm-${number}`, { subscriptionId: subscription })),
    ).map((id) =>
      anInventoriedVirtualMachine({ ...changes, name: `vm-${number}`, subscriptionId: subscription, id }),
    ),
  );

const disk: fc.Arbitrary<InventoriedDisk> = fc
  .record({
    number: index,
    subscriptionId,
    changes: fc.record({
      osType: told(oneOf(null, "Windows", "Linux")),
      hyperVGeneration: told(oneOf("V1", "V2")),
      sku: told(sku),
      diskSizeGB: told(fc.integer({ min: 1, max: 1024 })),
      encryptionType: told(encryptionType),
      diskEncryptionSetId: told(oneOf(null, setId)),
      adeStamp: told(stamp),
      securityType: told(diskSecurityType),
      diskState: told(oneOf("Attached", "Reserved", "Unattached", "ActiveSAS", "ReadyToUpload")),
      managedBy: told(fc.option(inOddCase(vmIdOf))),
      maxShares: told(fc.constantFrom(1, 1, 1, 2)),
      tags: fc.dictionary(fc.constantFrom("env", "Env", "owner"), fc.constantFrom("prod", "test"), {
        maxKeys: 2,
      }),
    }),
  })
  .chain(({ number, subscriptionId: subscription, changes }) =>
    inOddCase(fc.constant(computeId("disks", `disk-${number}`, { subscriptionId: subscription }))).map((id) =>
      anInventoriedDisk({ ...changes, name: `disk-${number}`, subscriptionId: subscription, id }),
    ),
  );

const snapshot: fc.Arbitrary<InventoriedSnapshot> = fc
  .record({
    name: fc.nat({ max: 9 }).map((number) => `snapshot-${number}`),
    subscriptionId,
    encryptionType: told(encryptionType),
    adeStamp: told(stamp),
    sourceDiskId: told(fc.option(inOddCase(diskIdOf))),
    incremental: told(fc.boolean()),
  })
  .map(anInventoriedSnapshot);

const gap = fc
  .record({
    subscriptionId: told(subscriptionId),
    kind: oneOf("virtualMachines", "disks", "snapshots", "all"),
  })
  .map(aGap);

/** Any inventory: whatever the sources tell or leave out, contradictions included, of two subscriptions with few names, so that they meet. */
export const arbitraryInventory: fc.Arbitrary<Inventory> = fc
  .record({
    source: oneOf("arm", "graph", "files"),
    virtualMachines: fc.array(virtualMachine, { maxLength: 5 }),
    disks: fc.array(disk, { maxLength: 8 }),
    snapshots: fc.array(snapshot, { maxLength: 4 }),
    images: fc.array(
      fc.constantFrom("image-1", "image-2").map((name) => anInventoriedImage({ name })),
      {
        maxLength: 2,
      },
    ),
    diskEncryptionSets: fc.array(
      fc.record({ encryptionType: told(encryptionType) }).map(anInventoriedDiskEncryptionSet),
      { maxLength: 1 },
    ),
    gaps: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(gap, { maxLength: 2 })),
  })
  .map((lists) =>
    anInventory({
      ...lists,
      subscriptions: [
        { subscriptionId: SUBSCRIPTION_ID, displayName: "Contoso" },
        { subscriptionId: OTHER_SUBSCRIPTION_ID, displayName: "Contoso" },
      ],
    }),
  );
