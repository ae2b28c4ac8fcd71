import { diskPerformance, skuTier } from "../fleet/disk-performance";
import { objectAt, textAt, valueAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import { diskType } from "./resource-types";
import { azureTime } from "./times";

const bytesInGB = 1024 ** 3;

export interface NewDisk {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly sku: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly zones?: readonly string[];
  /** As they were sent. */
  readonly properties: JsonObject;
}

/** A managed disk once it is settled: what was sent, and what Azure adds to it. */
export function newDisk(
  world: World,
  { id, name, location, sku, tags, zones, properties }: NewDisk,
): Resource {
  const source = world.resources.get(textAt(properties, "creationData", "sourceResourceId") ?? "");
  const diskSizeGB = Number(
    valueAt(properties, "diskSizeGB") ?? valueAt(source?.properties, "diskSizeGB") ?? 32,
  );
  return {
    id,
    name,
    type: diskType,
    location,
    ...(tags === undefined ? {} : { tags }),
    ...(zones === undefined ? {} : { zones }),
    sku: { name: sku, tier: skuTier(sku) },
    properties: {
      ...inherited(source),
      ...properties,
      creationData: creationDataOf(properties, source),
      diskSizeGB,
      ...diskPerformance(sku, diskSizeGB),
      encryption: settledEncryption(properties),
      networkAccessPolicy: valueAt(properties, "networkAccessPolicy") ?? "AllowAll",
      publicNetworkAccess: valueAt(properties, "publicNetworkAccess") ?? "Enabled",
      timeCreated: azureTime(world.clock.now()),
      provisioningState: "Succeeded",
      diskState: "Unattached",
      diskSizeBytes: diskSizeGB * bytesInGB,
      uniqueId: world.identifiers.guid(),
    },
  };
}

/** What a disk or a snapshot was made from; of a copy, which disk of that name it was (recorded). */
export function creationDataOf(properties: JsonObject, source: Resource | undefined): JsonObject {
  const sourceUniqueId = valueAt(source?.properties, "uniqueId");
  return {
    ...objectAt(properties, "creationData"),
    ...(sourceUniqueId === undefined ? {} : { sourceUniqueId }),
  };
}

/** A copy keeps what its source says of the operating system, and the stamp of Azure Disk Encryption. */
export function inherited(source: Resource | undefined): JsonObject {
  const names = [
    "osType",
    "hyperVGeneration",
    "supportedCapabilities",
    "securityProfile",
    "encryptionSettingsCollection",
  ];
  const kept: Record<string, JsonObject[string]> = {};
  for (const name of names) {
    const value = valueAt(source?.properties, name);
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** Server-side encryption: with a platform key unless said; the set's id comes back with the group in upper case (recorded). */
export function settledEncryption(properties: JsonObject): JsonObject {
  const id = textAt(properties, "encryption", "diskEncryptionSetId");
  const type = textAt(properties, "encryption", "type");
  if (id === undefined) return { type: type ?? "EncryptionAtRestWithPlatformKey" };
  return {
    type: type ?? "EncryptionAtRestWithCustomerKey",
    diskEncryptionSetId: id.replace(/(?<=\/resourceGroups\/)[^/]+/i, (group) => group.toUpperCase()),
  };
}
