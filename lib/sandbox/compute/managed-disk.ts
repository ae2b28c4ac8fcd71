import { defined } from "@runbooks/azure";
import { diskPerformance, emptyCreationData, skuTier } from "./disk-performance";
import { copyContent } from "../guest/disk-content";
import { isJsonObject, mergePatch, objectAt, textAt, valueAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import { encryptionTypeOf, findSet } from "../rules/server-side-encryption/disk-encryption-set";
import { platformImage, type PlatformImage } from "./marketplace-images";
import { diskType } from "../resource-types";
import { azureTime } from "../times";

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
