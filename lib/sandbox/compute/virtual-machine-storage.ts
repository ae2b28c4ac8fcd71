import { randomName } from "./disk-names";
import { AzureError } from "../errors";
import { attachedDisks } from "../guest/hardware";
import { defaultSpecification, isWindowsImage, type Image } from "../guest/default-specification";
import {
  isJsonObject,
  listAt,
  numberAt,
  objectAt,
  textAt,
  valueAt,
  type Json,
  type JsonObject,
} from "../json";
import { updateProperties, type Resource, type World } from "../state";
import { newDisk } from "./managed-disk";
import { isStamped } from "./disk-encryption/stamp";
import { diskType } from "./resource-types";

/** The Marketplace image that a VM's model names; undefined for a custom image or an attached disk. */
export function imageOf(properties: JsonObject): Image | undefined {
  const reference = objectAt(properties, "storageProfile", "imageReference");
  const publisher = textAt(reference, "publisher");
  if (publisher === undefined) return undefined;
  return { publisher, offer: textAt(reference, "offer") ?? "", sku: textAt(reference, "sku") ?? "" };
}

/** The operating system of a VM that is being made: by its image, its OS disk, or what its OS profile configures. */
export function osTypeOf(world: World, properties: JsonObject): "Windows" | "Linux" {
  const osDisk = objectAt(properties, "storageProfile", "osDisk");
  const attached = world.resources.get(textAt(osDisk, "managedDisk", "id") ?? "");
  const said = textAt(osDisk, "osType") ?? textAt(attached?.properties, "osType");
  if (said !== undefined) return said === "Windows" ? "Windows" : "Linux";
  const image = imageOf(properties);
  if (image !== undefined) return isWindowsImage(image) ? "Windows" : "Linux";
  return valueAt(properties, "osProfile", "windowsConfiguration") === undefined ? "Linux" : "Windows";
}

/** The storage profile as the first answer of a PUT has it: defaults filled in, new disks without names and ids yet (recorded). */
export function acceptedStorageProfile(world: World, properties: JsonObject, old?: JsonObject): JsonObject {
  const profile = objectAt(properties, "storageProfile");
  const osDisk = objectAt(profile, "osDisk");
  return {
    ...profile,
    osDisk: { osType: osTypeOf(world, properties), ...osDisk },
    dataDisks: listAt(profile, "dataDisks").map((disk) => ({
      caching: "None",
      deleteOption: "Detach",
      toBeDetached: false,
      ...(isJsonObject(disk) ? disk : {}),
      managedDisk: {
        storageAccountType:
          textAt(disk, "managedDisk", "storageAccountType") ??
          textAt(world.resources.get(textAt(disk, "managedDisk", "id") ?? "")?.sku, "name") ??
          textAt(old ?? osDisk, "managedDisk", "storageAccountType") ??
          "Standard_LRS",
        ...objectAt(disk, "managedDisk"),
      },
    })),
  };
}

/** Refuses a storage profile that Azure would: texts of 29 and 31 are those of ARM common deployment errors of Compute. */
export function assertStorageAccepted(world: World, virtualMachine: Resource, profile: JsonObject): void {
  const luns = listAt(profile, "dataDisks").map((disk) => numberAt(disk, "lun"));
  const twice = luns.find((lun, index) => luns.indexOf(lun) !== index);
  if (twice !== undefined) {
    throw new AzureError(400, "InvalidParameter", `A disk at LUN ${twice} already exists.`, {
      target: "dataDisk.lun",
    });
  }
  for (const [disk, isOsDisk] of [
    [valueAt(profile, "osDisk"), true] as const,
    ...listAt(profile, "dataDisks").map((dataDisk) => [dataDisk, false] as const),
  ]) {
    assertDiskAccepted(world, virtualMachine, disk, isOsDisk);
  }
}

function assertDiskAccepted(world: World, virtualMachine: Resource, disk: Json, isOsDisk: boolean): void {
  const id = textAt(disk, "managedDisk", "id");
  if (id === undefined) return;
  const resource = world.resources.get(id);
  if (resource === undefined) {
    throw new AzureError(404, "NotFound", `Disk ${id.split("/").pop() ?? id} is not found.`, { target: id });
  }
  const owner = resource.managedBy;
  if (owner !== undefined && owner.toLowerCase() !== virtualMachine.id.toLowerCase() && !isShared(resource)) {
    throw new AzureError(
      409,
      "ConflictingUserInput",
      `Disk '${resource.name}' cannot be attached as the disk is already owned by VM '${owner}'.`,
    );
  }
  // Microsoft support article on BitLocker boot errors: an encrypted OS disk can't become a data disk while its stamp is on.
  if (
    !isOsDisk &&
    owner === undefined &&
    isStamped(resource) &&
    textAt(resource.properties, "osType") !== undefined
  ) {
    throw new AzureError(
      409,
      "OperationNotAllowed",
      `Disk '${resource.name}' contains encryption settings and therefore cannot be used as a data disk.`,
    );
  }
}

const isShared = ({ properties }: Resource): boolean => Number(valueAt(properties, "maxShares") ?? 1) > 1;

/** Makes the disks that the model asks for, takes those it attaches, lets go those it no longer lists. */
export function settleDisks(world: World, virtualMachine: Resource, before: readonly string[]): void {
  const profile = objectAt(virtualMachine.properties, "storageProfile");
  const osDisk = settledOsDisk(world, virtualMachine, objectAt(profile, "osDisk"));
  const dataDisks = listAt(profile, "dataDisks")
    .filter((disk) => valueAt(disk, "toBeDetached") !== true)
    .map((disk) => settledDataDisk(world, virtualMachine, isJsonObject(disk) ? disk : {}));
  const settled = updateProperties(world.resources, virtualMachine.id, (properties) => ({
    ...properties,
    storageProfile: { ...profile, osDisk, dataDisks },
  }));
  const now = attachedDisks(world, settled).flatMap(
    ({ managedDiskId }) => managedDiskId?.toLowerCase() ?? [],
  );
  for (const id of now) setOwner(world, id, virtualMachine.id);
  for (const id of before) if (!now.includes(id.toLowerCase())) setOwner(world, id, undefined);
}

/** The managed disks of a VM, by id. */
export function managedDiskIds(world: World, virtualMachine: Resource): readonly string[] {
  return attachedDisks(world, virtualMachine).flatMap(({ managedDiskId }) => managedDiskId ?? []);
}

/** The disks that go with the VM, because their `deleteOption` says so. */
export function diskIdsToDelete({ properties }: Resource): readonly string[] {
  const profile = objectAt(properties, "storageProfile");
  return [valueAt(profile, "osDisk"), ...listAt(profile, "dataDisks")]
    .filter((disk) => textAt(disk, "deleteOption") === "Delete")
    .flatMap((disk) => textAt(disk, "managedDisk", "id") ?? []);
}

/** Attaches a disk to a VM, or lets it go. */
export function setOwner(world: World, diskId: string, virtualMachineId: string | undefined): void {
  const disk = world.resources.get(diskId);
  if (disk === undefined) return;
  const { managedBy, ...rest } = disk;
  if (managedBy === virtualMachineId) return;
  world.resources.put(virtualMachineId === undefined ? rest : { ...rest, managedBy: virtualMachineId });
}

function settledOsDisk(world: World, virtualMachine: Resource, disk: JsonObject): JsonObject {
  if (textAt(disk, "managedDisk", "id") !== undefined || valueAt(disk, "vhd") !== undefined) return disk;
  const osType = textAt(disk, "osType") === "Windows" ? "Windows" : "Linux";
  const image = imageOf(virtualMachine.properties);
  return makeDisk(world, virtualMachine, disk, {
    name: textAt(disk, "name") ?? `${virtualMachine.name}_OsDisk_1_${randomName(world)}`,
    // 127 and 30 GB: the usual sizes of Marketplace images of Windows and Linux.
    diskSizeGB: Number(valueAt(disk, "diskSizeGB") ?? (osType === "Windows" ? 127 : 30)),
    properties: {
      osType,
      hyperVGeneration: generationOf(virtualMachine.properties, image),
      creationData: {
        createOption: "FromImage",
        imageReference: { id: imageIdOf(virtualMachine) },
      },
    },
  });
}

function settledDataDisk(world: World, virtualMachine: Resource, disk: JsonObject): JsonObject {
  const attached = world.resources.get(textAt(disk, "managedDisk", "id") ?? "");
  if (attached !== undefined) {
    return { ...disk, name: attached.name, diskSizeGB: valueAt(attached.properties, "diskSizeGB") };
  }
  if (valueAt(disk, "vhd") !== undefined) return disk;
  return makeDisk(world, virtualMachine, disk, {
    name:
      textAt(disk, "name") ??
      `${virtualMachine.name}_lun_${numberAt(disk, "lun") ?? 0}_2_${randomName(world)}`,
    diskSizeGB: Number(valueAt(disk, "diskSizeGB") ?? 32),
    properties: { creationData: { createOption: "Empty" } },
  });
}

function makeDisk(
  world: World,
  virtualMachine: Resource,
  disk: JsonObject,
  {
    name,
    diskSizeGB,
    properties,
  }: { readonly name: string; readonly diskSizeGB: number; readonly properties: JsonObject },
): JsonObject {
  const group = /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+)/i.exec(virtualMachine.id)?.[1] ?? "";
  const id = `${group}/providers/${diskType}/${name}`;
  const storageAccountType = textAt(disk, "managedDisk", "storageAccountType") ?? "Standard_LRS";
  const diskEncryptionSetId = textAt(disk, "managedDisk", "diskEncryptionSet", "id");
  world.resources.put({
    ...newDisk(world, {
      id,
      name,
      location: virtualMachine.location ?? "",
      sku: storageAccountType,
      properties: {
        ...properties,
        diskSizeGB,
        ...(diskEncryptionSetId === undefined
          ? {}
          : { encryption: { type: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId } }),
      },
    }),
    managedBy: virtualMachine.id,
  });
  return {
    ...disk,
    name,
    diskSizeGB,
    managedDisk: { ...objectAt(disk, "managedDisk"), storageAccountType, id },
  };
}

/** A disk names its image by id, whatever the VM's model names it by (recorded). */
function imageIdOf({ location = "", properties }: Resource): string {
  const reference = objectAt(properties, "storageProfile", "imageReference");
  const part = (name: string): string => textAt(reference, name) ?? "";
  return (
    textAt(reference, "id") ??
    `/Subscriptions/00000000-0000-0000-0000-000000000000/Providers/Microsoft.Compute/Locations/${location}/Publishers/${part("publisher")}` +
      `/ArtifactTypes/VMImage/Offers/${part("offer")}/Skus/${part("sku")}/Versions/${textAt(reference, "version") ?? "latest"}`
  );
}

/** Generation 2 by the image's name (`-g2`, `gensecond`) or because trusted launch asks for it. */
function generationOf(properties: JsonObject, image: Image | undefined): "V1" | "V2" {
  if (textAt(properties, "securityProfile", "securityType") !== undefined) return "V2";
  return /(-g2|gen2|gensecond|azure-edition)/i.test(image?.sku ?? "") ? "V2" : "V1";
}

/** The guest that a new VM gets from its image. */
export function specificationFor(
  world: World,
  { properties }: Resource,
): ReturnType<typeof defaultSpecification> {
  return defaultSpecification(osTypeOf(world, properties), imageOf(properties));
}
