import type { InventoryKind } from "../../nouns/inventory";

/** Fields of a row and the path of the body that each stands on; a field that is not here stands on the id. */
const paths: Readonly<Record<InventoryKind, Readonly<Record<string, string>>>> = {
  virtualMachines: {
    location: "location",
    tags: "tags",
    tagsLeftOut: "tags",
    vmSize: "properties.hardwareProfile.vmSize",
    osType: "properties.storageProfile.osDisk.osType",
    hyperVGeneration: "properties.extended.instanceView.hyperVGeneration",
    powerState: "properties.extended.instanceView.powerState.code",
    encryptionAtHost: "properties.securityProfile.encryptionAtHost",
    securityType: "properties.securityProfile.securityType",
    imageReference: "properties.storageProfile.imageReference",
    diskControllerType: "properties.storageProfile.diskControllerType",
    // The disks are whole only with the whole profile.
    disks: "properties.storageProfile.dataDisks",
    osDiskAdeStamp: "properties.storageProfile.osDisk.encryptionSettings.enabled",
    hasAdeExtension: "resources",
    adeExtension: "resources",
    extensions: "resources",
    scaleSetId: "properties.virtualMachineScaleSet.id",
  },
  disks: storagePaths({
    diskState: "properties.diskState",
    managedBy: "managedBy",
    maxShares: "properties.maxShares",
    uniqueId: "properties.uniqueId",
  }),
  snapshots: storagePaths({
    sourceDiskId: "properties.creationData.sourceResourceId",
    incremental: "properties.incremental",
  }),
  images: {
    location: "location",
    tags: "tags",
    tagsLeftOut: "tags",
    osType: "properties.storageProfile.osDisk.osType",
    hyperVGeneration: "properties.hyperVGeneration",
    disks: "properties.storageProfile.dataDisks",
  },
  diskEncryptionSets: {
    location: "location",
    tags: "tags",
    tagsLeftOut: "tags",
    encryptionType: "properties.encryptionType",
    rotationToLatestKeyVersionEnabled: "properties.rotationToLatestKeyVersionEnabled",
    autoKeyRotationErrorCode: "properties.autoKeyRotationError.code",
  },
};

function storagePaths(more: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return {
    location: "location",
    tags: "tags",
    tagsLeftOut: "tags",
    osType: "properties.osType",
    hyperVGeneration: "properties.hyperVGeneration",
    sku: "sku.name",
    diskSizeGB: "properties.diskSizeGB",
    encryptionType: "properties.encryption.type",
    diskEncryptionSetId: "properties.encryption.diskEncryptionSetId",
    adeStamp: "properties.encryptionSettingsCollection.enabled",
    securityType: "properties.securityProfile.securityType",
    ...more,
  };
}

/**
 * A row without the fields that the export could not tell: a column that is not there says nothing of the disk.
 *
 * @param told - paths of the body that the export has, or undefined for all.
 */
export function onlyTold<Row extends object>(
  row: Row,
  kind: InventoryKind,
  told: readonly string[] | undefined,
): Row {
  if (told === undefined) return row;
  const isTold = (path: string): boolean => told.some((one) => path === one || path.startsWith(`${one}.`));
  const untold = Object.entries(paths[kind]).flatMap(([field, path]) => (isTold(path) ? [] : [field]));
  const kept = { ...row };
  for (const field of untold) Reflect.deleteProperty(kept, field);
  return kept;
}
