import { groupIdIn } from "../resource-ids";
import { defined } from "@runbooks/azure";
import { contentOf, copyContent, releaseDisk, takeDisks } from "../guest/disk-content";
import { guestOf } from "../guest/guest";
import { attachedDisks } from "../guest/hardware";
import { isJsonObject, listAt, numberAt, objectAt, textAt, valueAt, type JsonObject } from "../json";
import { updateProperties, type Resource, type World } from "../state";
import { encryptionOfMachineDisk } from "./machine-encryption-sets";
import { randomName } from "./disk-refusals";
import { newDisk } from "./managed-disk";
import { diskType } from "../resource-types";
import type { SourceImage } from "./source-image";

/**
 * The storage profile as the first answer of a PUT has it: defaults filled in, an attached OS disk under its own name and size, new
 * disks without names and ids yet (recorded).
 *
 * @param osType - of the image, where the VM is made from one.
 * @param old - the OS disk as it was.
 */
export function acceptedStorageProfile(
  world: World,
  properties: JsonObject,
  { osType, old }: { readonly osType?: string; readonly old?: JsonObject } = {},
): JsonObject {
  const profile = objectAt(properties, "storageProfile");
  const osDisk = objectAt(profile, "osDisk");
  return {
    ...profile,
    osDisk: acceptedOsDisk(world, osDisk, osType),
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

function acceptedOsDisk(world: World, osDisk: JsonObject, osType: string | undefined): JsonObject {
  const attached = world.resources.get(textAt(osDisk, "managedDisk", "id") ?? "");
  const isKnown = textAt(attached?.properties, "osType") ?? osType;
  const withType = { ...defined({ osType: isKnown }), ...osDisk };
  return attached === undefined ? withType : ofResource(withType, attached);
}

/** An attached disk in a VM's model: what the disk resource says of itself. */
function ofResource(disk: JsonObject, { name, sku, properties }: Resource): JsonObject {
  return {
    ...disk,
    name,
    diskSizeGB: valueAt(properties, "diskSizeGB"),
    managedDisk: { storageAccountType: textAt(sku, "name"), ...objectAt(disk, "managedDisk") },
  };
}

/** Makes the disks that the model asks for, takes those it attaches, lets go those it no longer lists. */
export function settleDisks(
  world: World,
  virtualMachine: Resource,
  before: readonly string[],
  image?: SourceImage,
): void {
  const profile = objectAt(virtualMachine.properties, "storageProfile");
  const osDisk = settledOsDisk(world, virtualMachine, objectAt(profile, "osDisk"), image);
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
  changeOperatingSystem(world, settled, before);
  for (const id of before) if (!now.includes(id.toLowerCase())) setOwner(world, id, undefined);
  for (const id of now) setOwner(world, id, virtualMachine.id);
  const guest = guestOf(world, virtualMachine.id);
  if (guest !== undefined) takeDisks(world, guest, settled);
}

/** With another OS disk, another operating system is inside: the one that is on that disk. */
function changeOperatingSystem(world: World, settled: Resource, before: readonly string[]): void {
  const guest = guestOf(world, settled.id);
  const osDiskId = attachedDisks(world, settled)[0]?.managedDiskId ?? "";
  if (guest === undefined || before.some((id) => id.toLowerCase() === osDiskId.toLowerCase())) return;
  for (const id of before) releaseDisk(world, guest, id);
  guest.specification = contentOf(world, osDiskId).specification ?? guest.specification;
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

/** Attaches a disk to a VM, or lets it go with what is on it. */
export function setOwner(world: World, diskId: string, virtualMachineId: string | undefined): void {
  const disk = world.resources.get(diskId);
  if (disk === undefined) return;
  const { managedBy, ...rest } = disk;
  if (managedBy === virtualMachineId) return;
  const guest = managedBy === undefined ? undefined : guestOf(world, managedBy);
  if (guest !== undefined) releaseDisk(world, guest, diskId);
  world.resources.put(virtualMachineId === undefined ? rest : { ...rest, managedBy: virtualMachineId });
}

function settledOsDisk(
  world: World,
  virtualMachine: Resource,
  disk: JsonObject,
  image: SourceImage | undefined,
): JsonObject {
  const attached = world.resources.get(textAt(disk, "managedDisk", "id") ?? "");
  if (attached !== undefined) return ofResource({ deleteOption: "Detach", ...disk }, attached);
  if (image === undefined) return disk;
  const { osType, hyperVGeneration, osDiskSizeGB, id, sourceDiskId } = image;
  const made = makeDisk(
    world,
    virtualMachine,
    { deleteOption: "Detach", ...disk },
    {
      name: textAt(disk, "name") ?? `${virtualMachine.name}_OsDisk_1_${randomName(world)}`,
      // 127 and 30 GB: the usual sizes of Marketplace images of Windows and Linux.
      diskSizeGB: numberAt(disk, "diskSizeGB") ?? osDiskSizeGB ?? (osType === "Windows" ? 127 : 30),
      properties: {
        osType,
        hyperVGeneration,
        supportedCapabilities: { architecture: "x64" },
        ...securityOf(virtualMachine),
        creationData: { createOption: "FromImage", imageReference: { id } },
      },
    },
  );
  if (sourceDiskId !== undefined) copyContent(world, sourceDiskId, textAt(made, "managedDisk", "id") ?? "");
  return made;
}

/** The OS disk of a VM with trusted launch says so itself, or it could not be attached to another one. */
function securityOf({ properties }: Resource): JsonObject {
  const securityType = textAt(properties, "securityProfile", "securityType");
  return securityType === undefined || securityType === "Standard"
    ? {}
    : { securityProfile: { securityType } };
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
  const id = `${groupIdIn(virtualMachine.id)}/providers/${diskType}/${name}`;
  const managedDisk = objectAt(disk, "managedDisk");
  const storageAccountType = textAt(managedDisk, "storageAccountType") ?? "Standard_LRS";
  const { encryption, securityProfile = {} } = encryptionOfMachineDisk(world, managedDisk);
  world.resources.put({
    ...newDisk(world, {
      id,
      name,
      location: virtualMachine.location ?? "",
      sku: storageAccountType,
      properties: {
        ...properties,
        diskSizeGB,
        ...defined({ encryption }),
        ...(isJsonObject(securityProfile) && Object.keys(securityProfile).length > 0
          ? { securityProfile: { ...objectAt(properties, "securityProfile"), ...securityProfile } }
          : {}),
      },
    }),
    managedBy: virtualMachine.id,
  });
  return { ...disk, name, diskSizeGB, managedDisk: { ...managedDisk, storageAccountType, id } };
}
