import { defined, sameRegion } from "@runbooks/azure";
import { AzureError } from "../errors";
import { isJsonObject, listAt, objectAt, textAt, valueAt, type Json, type JsonObject } from "../json";
import { assertEncryptionAccepted } from "../rules/server-side-encryption/disks";
import type { Resource, World } from "../state";
import { encryptionTypeOf, findSet } from "./disk-encryption-sets/disk-encryption-set";
import { inherited } from "./managed-disk";
import { parameterMissing } from "./request-body";
import { imageType } from "./resource-types";

/** A disk of an image, and the managed disk or snapshot that it is a copy of; undefined: an unmanaged disk's page blob. */
interface ImageDisk {
  readonly disk: JsonObject;
  readonly source: Resource | undefined;
}

/** The storage profile of an image as the first answer has it: taken from its VM, or as it was sent, with defaults (recorded). */
export function imageStorage(
  world: World,
  sent: JsonObject,
  virtualMachine: Resource | undefined,
): JsonObject {
  const profile = virtualMachine === undefined ? objectAt(sent, "storageProfile") : storageOf(virtualMachine);
  if (valueAt(profile, "osDisk") === undefined) throw parameterMissing("image.storageProfile.osDisk");
  const zoneResilient = valueAt(sent, "storageProfile", "zoneResilient");
  return {
    osDisk: accepted(world, objectAt(profile, "osDisk")),
    dataDisks: listAt(profile, "dataDisks").map((disk) => accepted(world, isJsonObject(disk) ? disk : {})),
    ...defined({ zoneResilient }),
  };
}

/** The storage profile once the image is made: with the sizes of its sources. */
export function settledImageStorage(world: World, profile: JsonObject): JsonObject {
  const withSize = (disk: Json): Json => {
    if (!isJsonObject(disk)) return disk;
    const diskSizeGB = valueAt(sourceOf(world, disk).source?.properties, "diskSizeGB") ?? disk["diskSizeGB"];
    return { ...disk, ...defined({ diskSizeGB }) };
  };
  return {
    ...profile,
    osDisk: withSize(profile["osDisk"]),
    dataDisks: listAt(profile, "dataDisks").map(withSize),
  };
}

/** Throws what Azure answers to an image's sources, and to the sets that its disks are encrypted with. */
export function assertImageStorageAccepted(world: World, image: Resource): void {
  const profile = objectAt(image.properties, "storageProfile");
  for (const name of ["osType", "osState"])
    if (textAt(profile, "osDisk", name) === undefined) throw parameterMissing(`osDisk.${name}`);
  for (const entry of [profile["osDisk"], ...listAt(profile, "dataDisks")]) {
    const { disk, source } = sourceOf(world, isJsonObject(entry) ? entry : {});
    assertSource(image, disk, source);
    const diskEncryptionSetId = textAt(disk, "diskEncryptionSet", "id");
    const set = findSet(world, diskEncryptionSetId);
    if (diskEncryptionSetId === undefined) continue;
    const type = set === undefined ? undefined : encryptionTypeOf(set);
    const wanted = {
      ...image,
      type: imageType,
      sku: { name: textAt(disk, "storageAccountType") },
      properties: { ...inherited(source), encryption: { type, diskEncryptionSetId } },
    };
    assertEncryptionAccepted(world, wanted, undefined);
  }
}

/** Which generation the VMs of an image are of: as it was sent, else as its source is. */
export function generationOfImage(world: World, sent: JsonObject, profile: JsonObject): string {
  const { source } = sourceOf(world, objectAt(profile, "osDisk"));
  return textAt(sent, "hyperVGeneration") ?? textAt(source?.properties, "hyperVGeneration") ?? "V1";
}

/**
 * A disk of an image is encrypted with the set of its source unless the request names another. Azure/azure-cli#22439 says so
 * of copies; for images it is assumed.
 */
function accepted(world: World, disk: JsonObject): JsonObject {
  const { source } = sourceOf(world, disk);
  const ofSource = textAt(source?.properties, "encryption", "diskEncryptionSetId");
  return {
    ...(ofSource === undefined ? {} : { diskEncryptionSet: { id: ofSource } }),
    ...disk,
    caching: disk["caching"] ?? "None",
    storageAccountType: disk["storageAccountType"] ?? "Standard_LRS",
  };
}

function sourceOf(world: World, disk: JsonObject): ImageDisk {
  const id = textAt(disk, "managedDisk", "id") ?? textAt(disk, "snapshot", "id");
  return { disk, source: id === undefined ? undefined : world.resources.get(id) };
}

/** No document gives the texts. */
function assertSource(image: Resource, disk: JsonObject, source: Resource | undefined): void {
  if (textAt(disk, "blobUri") !== undefined) return;
  const id = textAt(disk, "managedDisk", "id") ?? textAt(disk, "snapshot", "id");
  if (id === undefined) throw parameterMissing("managedDisk, snapshot or blobUri");
  if (source === undefined) {
    throw new AzureError(404, "NotFound", `(sandbox) The source ${id} of an image is not found.`, {
      target: id,
    });
  }
  if (!sameRegion(source.location ?? "", image.location ?? "")) {
    throw new AzureError(
      400,
      "InvalidParameter",
      `(sandbox) Image '${image.name}' and its source '${source.name}' must be in one region.`,
      { target: "location" },
    );
  }
}

function storageOf({ properties }: Resource): JsonObject {
  const profile = objectAt(properties, "storageProfile");
  const osDisk = objectAt(profile, "osDisk");
  return {
    osDisk: { osType: osDisk["osType"], osState: "Generalized", ...diskOfMachine(osDisk) },
    dataDisks: listAt(profile, "dataDisks").map((disk) => ({
      lun: valueAt(disk, "lun"),
      ...diskOfMachine(isJsonObject(disk) ? disk : {}),
    })),
  };
}

function diskOfMachine(disk: JsonObject): JsonObject {
  const { managedDisk, vhd, caching, diskSizeGB } = disk;
  return isJsonObject(managedDisk)
    ? {
        managedDisk: { id: managedDisk["id"] },
        caching,
        storageAccountType: managedDisk["storageAccountType"],
      }
    : { diskSizeGB, blobUri: valueAt(vhd, "uri"), caching };
}
