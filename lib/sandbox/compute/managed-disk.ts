import { type JsonObject, textAt, isJsonObject, mergePatch, objectAt, valueAt } from "../json";
import { sameRegion, defined } from "@runbooks/azure";
import { notFound } from "../errors";
import type { Resource, World } from "../state";
import { copyContent } from "../guest/disk-content";
import { encryptionTypeOf, findSet } from "../rules/server-side-encryption/disk-encryption-set";
import { platformImage, type PlatformImage } from "./marketplace-images";
import { diskType } from "../resource-types";
import { azureTime } from "../times";

/** The first part of a disk's sku name, as `sku.tier` answers it: `Premium` for `Premium_LRS`. */
export function skuTier(sku: string): string {
  const tiers: Readonly<Record<string, string>> = { UltraSSD_LRS: "Ultra", StandardSSD_LRS: "Standard" };
  return tiers[sku] ?? sku.replace(/_.*$/, "");
}

/** Upper size in GB, IOPS and MB/s of each Premium SSD tier: Azure documentation, "Azure managed disk types". */
const premiumTiers: readonly (readonly [
  name: string,
  sizeInGB: number,
  iops: number,
  megabytesPerSecond: number,
])[] = [
  ["P1", 4, 120, 25],
  ["P2", 8, 120, 25],
  ["P3", 16, 120, 25],
  ["P4", 32, 120, 25],
  ["P6", 64, 240, 50],
  ["P10", 128, 500, 100],
  ["P15", 256, 1100, 125],
  ["P20", 512, 2300, 150],
  ["P30", 1024, 5000, 200],
  ["P40", 2048, 7500, 250],
  ["P50", 4096, 7500, 250],
  ["P60", 8192, 16000, 500],
  ["P70", 16384, 18000, 750],
  ["P80", 32767, 20000, 900],
];

/**
 * `creationData` of a disk that is made empty: ultra disks and Premium SSD v2 have sectors of 4096 bytes unless 512 was asked for.
 * DiskRP 2025-01-02, `creationData.logicalSectorSize`.
 */
export function emptyCreationData(sku: string): JsonObject {
  const hasSectorSize = sku === "UltraSSD_LRS" || sku === "PremiumV2_LRS";
  return { createOption: "Empty", ...(hasSectorSize ? { logicalSectorSize: 4096 } : {}) };
}

/** `diskIOPSReadWrite`, `diskMBpsReadWrite` and `tier`, as the recordings have them for the same sku and size. */
export function diskPerformance(sku: string, diskSizeGB: number): JsonObject {
  switch (sku) {
    case "Premium_LRS": {
      const [tier, , iops, megabytesPerSecond] = premiumTiers.find(([, size]) => diskSizeGB <= size) ?? [];
      return { diskIOPSReadWrite: iops, diskMBpsReadWrite: megabytesPerSecond, tier };
    }
    case "UltraSSD_LRS":
      return {
        diskIOPSReadWrite: 500,
        diskMBpsReadWrite: 8,
        readOnly: false,
        diskIOPSReadOnly: 500,
        diskMBpsReadOnly: 8,
      };
    case "PremiumV2_LRS":
      return { diskIOPSReadWrite: 3000, diskMBpsReadWrite: 125 };
    default:
      return { diskIOPSReadWrite: 500, diskMBpsReadWrite: 60 };
  }
}

/**
 * What a new disk or snapshot is a copy of; undefined where its properties, as they were sent, name nothing.
 *
 * `Copy` looks for it in the new one's region alone, and what is elsewhere is not found: Azure/azure-cli#9732 and #11909. `CopyStart`
 * takes an incremental snapshot to another region (Microsoft.Compute, DiskRP 2025-01-02).
 */
export function copySource(world: World, sent: JsonObject, location: string): Resource | undefined {
  const id = textAt(sent, "creationData", "sourceResourceId");
  const createOption = textAt(sent, "creationData", "createOption") ?? "";
  if (id === undefined && !createOption.toLowerCase().startsWith("copy")) return undefined;
  const source = world.resources.get(id ?? "");
  if (source === undefined) {
    throw notFound(`Source resource ${id ?? ""} is not found.`, id ?? "creationData");
  }
  if (createOption.toLowerCase() === "copy" && !sameRegion(source.location ?? "", location)) {
    throw notFound(`Resource ${source.name} is not found.`, id ?? "creationData");
  }
  return source;
}

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
  const source = sourceOf(world, properties);
  copyContent(world, source?.id, id);
  const diskSizeGB = Number(
    valueAt(properties, "diskSizeGB") ??
      valueAt(source?.properties, "diskSizeGB") ??
      platformImageOf(properties)?.osDiskSizeGB ??
      32,
  );
  return {
    id,
    name,
    type: diskType,
    location,
    ...defined({ tags, zones }),
    sku: { name: sku, tier: skuTier(sku) },
    properties: {
      ...newProperties(world, properties),
      ...(textAt(properties, "creationData", "createOption") === "Empty"
        ? { creationData: { ...emptyCreationData(sku), ...objectAt(properties, "creationData") } }
        : {}),
      diskSizeGB,
      ...diskPerformance(sku, diskSizeGB),
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

/**
 * What a new disk or snapshot is made of: what was sent, and what it has of its source.
 *
 * A copy is encrypted at rest like its source unless the request says otherwise: Azure/azure-cli#22439 tells of a copy without
 * settings that came out with its source's customer-managed key; recorded is one that asks for the platform key, and gets it.
 */
export function newProperties(world: World, properties: JsonObject): JsonObject {
  const source = sourceOf(world, properties);
  const encryption = objectAt(properties, "encryption");
  const ofSource = objectAt(source?.properties, "encryption");
  const isSaid = Object.keys(encryption).length > 0;
  return {
    ...inherited(source),
    ...ofPlatformImage(properties),
    ...properties,
    creationData: creationDataOf(properties, source),
    encryption: settledEncryption({ encryption: isSaid ? typed(world, encryption) : ofSource }),
  };
}

/** A disk's or a snapshot's properties after a PUT or PATCH: its encryption at rest is replaced as a whole, all else is merged. */
export function changedProperties(world: World, old: JsonObject, sent: JsonObject): JsonObject {
  const merged = objectAt(mergePatch(old, sent));
  const encryption = valueAt(sent, "encryption");
  if (!isJsonObject(encryption)) return merged;
  return { ...merged, encryption: settledEncryption({ encryption: typed(world, encryption) }) };
}

/** Where a request names a set and no type, the type is the set's. */
function typed(world: World, encryption: JsonObject): JsonObject {
  const set = findSet(world, textAt(encryption, "diskEncryptionSetId"));
  return textAt(encryption, "type") === undefined && set !== undefined
    ? { ...encryption, type: encryptionTypeOf(set) }
    : encryption;
}

/** What a disk has of the Marketplace image that it is made from; nothing where the sandbox does not know the image. */
function ofPlatformImage(properties: JsonObject): JsonObject {
  const image = platformImageOf(properties);
  return image === undefined
    ? {}
    : {
        osType: image.osType,
        hyperVGeneration: image.hyperVGeneration,
        supportedCapabilities: { architecture: "x64" },
      };
}

function platformImageOf(properties: JsonObject): PlatformImage | undefined {
  const id = textAt(properties, "creationData", "imageReference", "id") ?? "";
  const [, publisher = "", offer = "", sku = ""] =
    /\/Publishers\/([^/]+)\/ArtifactTypes\/VMImage\/Offers\/([^/]+)\/Skus\/([^/]+)/i.exec(id) ?? [];
  return platformImage(publisher, offer, sku);
}

function sourceOf(world: World, properties: JsonObject): Resource | undefined {
  return world.resources.get(textAt(properties, "creationData", "sourceResourceId") ?? "");
}

/** What a disk or a snapshot was made from; of a copy, which disk of that name it was (recorded). */
function creationDataOf(properties: JsonObject, source: Resource | undefined): JsonObject {
  const sourceUniqueId = valueAt(source?.properties, "uniqueId");
  return {
    ...objectAt(properties, "creationData"),
    ...defined({ sourceUniqueId }),
  };
}

/** A copy keeps what its source says of the operating system, and the stamp of Azure Disk Encryption. */
export function inherited(source: Resource | undefined): JsonObject {
  const names = [
    "osType",
    "hyperVGeneration",
    "supportedCapabilities",
    "supportsHibernation",
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
