import { isJsonRecord, type JsonRecord } from "../rows/json-fields";

/** A column of the answer: a field of the resource's body, by its path, and what it has to be. */
interface Column {
  readonly name: string;
  readonly path: readonly string[];
  readonly type: "string" | "number" | "boolean" | "object" | "array";
}

const column = (name: string, path: string, type: Column["type"] = "string"): Column => ({
  name,
  path: path.split("."),
  type,
});

/**
 * Of each resource just the fields that an inventory has. A VM's OS disk is taken apart, as its `encryptionSettings` hold URLs of keys and secrets: of them
 * it is asked alone whether they are on. Of a disk encryption set's key nothing is asked, and of an error about it the code alone.
 */
const columns: readonly Column[] = [
  column("id", "id"),
  column("name", "name"),
  column("type", "type"),
  column("location", "location"),
  column("tags", "tags", "object"),
  column("sku", "sku.name"),
  column("managedBy", "managedBy"),
  column("securityType", "properties.securityProfile.securityType"),
  column("encryptionAtHost", "properties.securityProfile.encryptionAtHost", "boolean"),
  column("vmSize", "properties.hardwareProfile.vmSize"),
  column("image", "properties.storageProfile.imageReference", "object"),
  column("diskControllerType", "properties.storageProfile.diskControllerType"),
  column("scaleSet", "properties.virtualMachineScaleSet.id"),
  column("vmGeneration", "properties.extended.instanceView.hyperVGeneration"),
  column("powerState", "properties.extended.instanceView.powerState.code"),
  column("osDiskName", "properties.storageProfile.osDisk.name"),
  column("osDiskType", "properties.storageProfile.osDisk.osType"),
  column("osDiskId", "properties.storageProfile.osDisk.managedDisk.id"),
  column("osDiskStorage", "properties.storageProfile.osDisk.managedDisk.storageAccountType"),
  column("osDiskSet", "properties.storageProfile.osDisk.managedDisk.diskEncryptionSet.id"),
  column("osDiskSizeGB", "properties.storageProfile.osDisk.diskSizeGB", "number"),
  column("osDiskVhd", "properties.storageProfile.osDisk.vhd.uri"),
  column("osDiskOption", "properties.storageProfile.osDisk.diffDiskSettings.option"),
  column("osDiskAccelerator", "properties.storageProfile.osDisk.writeAcceleratorEnabled", "boolean"),
  column("osDiskAdeEnabled", "properties.storageProfile.osDisk.encryptionSettings.enabled", "boolean"),
  column("imageOsDiskSet", "properties.storageProfile.osDisk.diskEncryptionSet.id"),
  column("dataDisks", "properties.storageProfile.dataDisks", "array"),
  column("osType", "properties.osType"),
  column("generation", "properties.hyperVGeneration"),
  column("diskSizeGB", "properties.diskSizeGB", "number"),
  column("diskState", "properties.diskState"),
  column("maxShares", "properties.maxShares", "number"),
  column("uniqueId", "properties.uniqueId"),
  column("encryption", "properties.encryption.type"),
  column("diskEncryptionSet", "properties.encryption.diskEncryptionSetId"),
  column("confidentialSet", "properties.securityProfile.secureVMDiskEncryptionSetId"),
  column("adeEnabled", "properties.encryptionSettingsCollection.enabled", "boolean"),
  column("source", "properties.creationData.sourceResourceId"),
  column("incremental", "properties.incremental", "boolean"),
  column("setType", "properties.encryptionType"),
  column("rotates", "properties.rotationToLatestKeyVersionEnabled", "boolean"),
  column("rotationError", "properties.autoKeyRotationError.code"),
  column("extensionState", "properties.provisioningState"),
  column("adeOperation", "properties.settings.EncryptionOperation"),
  column("adeVolumes", "properties.settings.VolumeType"),
];

/** The lower-case types of an inventory's resources, as Resource Graph answers them. */
export const graphTypes = {
  virtualMachine: "microsoft.compute/virtualmachines",
  extension: "microsoft.compute/virtualmachines/extensions",
  disk: "microsoft.compute/disks",
  snapshot: "microsoft.compute/snapshots",
  image: "microsoft.compute/images",
  diskEncryptionSet: "microsoft.compute/diskencryptionsets",
  subscription: "microsoft.resources/subscriptions",
} as const;

const { virtualMachine, extension, disk, snapshot, image, diskEncryptionSet, subscription } = graphTypes;
const quoted = (...texts: readonly string[]): string => texts.map((text) => `'${text}'`).join(", ");

/**
 * The one query that a fleet is read with.
 *
 * The subscriptions themselves are asked for too: Resource Graph leaves out what may not be read without a word, and a subscription that may be read has its
 * own row even where it is empty. `id` is there and is sorted by, so that Resource Graph hands out pages ("Working with large Azure resource data sets",
 * Microsoft Learn).
 */
export const fleetQuery: string = [
  "resources",
  `| where type in~ (${quoted(virtualMachine, disk, snapshot, image, diskEncryptionSet)})` +
    ` or (type =~ '${extension}' and properties.publisher =~ 'Microsoft.Azure.Security'` +
    " and (properties.type =~ 'AzureDiskEncryption' or properties.type =~ 'AzureDiskEncryptionForLinux'))",
  `| union (resourcecontainers | where type =~ '${subscription}')`,
  `| project ${columns.map(({ name, path }) => (path.join(".") === name ? name : `${name} = ${path.join(".")}`)).join(", ")}`,
  "| order by id asc",
].join("\n");

/** A row of the answer as the body of its resource, or what is wrong with it. */
export type RowReading =
  | { readonly kind: "body"; readonly body: JsonRecord }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Puts a row's columns where Resource Manager has them, so that a resource is understood the same from every source. */
export function bodyOfRow(row: JsonRecord): RowReading {
  const body: Record<string, unknown> = {};
  for (const { name, path, type } of columns) {
    const value = row[name];
    if (value === null || value === undefined) continue;
    if (typeOf(value) !== type) return { kind: "unreadable", reason: `${path.join(".")} is no ${type}` };
    put(body, path, value);
  }
  return { kind: "body", body };
}

const typeOf = (value: unknown): string => (Array.isArray(value) ? "array" : typeof value);

function put(body: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let inner = body;
  const last = path.length - 1;
  for (let at = 0; at < last; at += 1) inner = recordIn(inner, path[at] ?? "");
  inner[path[last] ?? ""] = value;
}

function recordIn(outer: Record<string, unknown>, name: string): Record<string, unknown> {
  const found = outer[name];
  if (isOpenRecord(found)) return found;
  const made: Record<string, unknown> = {};
  outer[name] = made;
  return made;
}

const isOpenRecord = (value: unknown): value is Record<string, unknown> => isJsonRecord(value);
