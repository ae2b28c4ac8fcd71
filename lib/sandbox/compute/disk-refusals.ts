import {
  isStamped,
  assertEncryptionAccepted,
  type EncryptedResource,
} from "../rules/server-side-encryption/disks";
import { type World, updateProperties, type Resource } from "../state";
import { attachedDisks } from "../guest/hardware";
import { azureTime } from "../times";
import { AzureError, invalidParameter, operationNotAllowed } from "../errors";
import { guestOf } from "../guest/guest";
import { textAt, type JsonObject, isJsonObject, listAt, numberAt, valueAt, type Json } from "../json";
import { newProperties, type NewDisk } from "./managed-disk";
import { diskType } from "../resource-types";

/** The tail of a disk's name that Azure gives: a GUID without dashes. */
export function randomName(world: World): string {
  return world.identifiers.guid().replaceAll("-", "");
}

/**
 * Notes on the disks of a VM that it was deallocated or started just now. DiskRP 2025-01-02, `LastOwnershipUpdateTime`, in that spelling; the
 * sandbox does not note attaching and detaching.
 */
export function noteOwnershipUpdate(world: World, virtualMachine: Resource): void {
  const LastOwnershipUpdateTime = azureTime(world.clock.now());
  for (const { managedDiskId } of attachedDisks(world, virtualMachine)) {
    if (managedDiskId === undefined || world.resources.get(managedDiskId) === undefined) continue;
    updateProperties(world.resources, managedDiskId, (properties) => ({
      ...properties,
      LastOwnershipUpdateTime,
    }));
  }
}

const neverOfOsDisks: readonly string[] = ["UltraSSD_LRS", "PremiumV2_LRS"];

/**
 * Refuses an OS disk of a kind that is for data disks alone: "UltraSSD_LRS can only be used with data disks, it cannot be used with OS
 * Disk" (Microsoft.Compute, StorageAccountTypes); "Azure managed disk types" says the same of Premium SSD v2. No document gives the text.
 *
 * @param target - what of the request says it.
 */
export function assertOsDiskType(what: string, sku: string | undefined, target: string): void {
  if (!neverOfOsDisks.includes(sku ?? "")) return;
  throw invalidParameter(
    `(sandbox) ${what} is an OS disk, which can't be ${neverOfOsDisks.join(" or ")}.`,
    target,
  );
}

/** Refuses a new disk whose kind its operating system can't start from. */
function assertNewDiskType(name: string, sku: string | undefined, properties: JsonObject): void {
  if (textAt(properties, "osType") !== undefined) assertOsDiskType(`Disk '${name}'`, sku, "disk.sku");
}

/**
 * Refuses a change of a disk's type that Azure would. No document gives the text.
 *
 * "Change the disk type of an Azure managed disk" (2023-02-09): the conversion is done on a deallocated VM.
 */
function assertTypeChangeAccepted(world: World, old: Resource, sku: string | undefined): void {
  if (sku === textAt(old.sku, "name") || sku === undefined) return;
  assertNewDiskType(old.name, sku, old.properties);
  if (old.managedBy === undefined || guestOf(world, old.managedBy)?.powerState === "deallocated") return;
  throw operationNotAllowed(
    `(sandbox) The type of disk '${old.name}' can't be changed while it is attached to a VM that is not deallocated.`,
    "disk.sku",
  );
}

const largeKinds: readonly string[] = ["UltraSSD_LRS", "PremiumV2_LRS"];

/**
 * Refuses a new disk of a size that Azure does not make. Sizes: "Azure managed disk types", disk type comparison; code and form of the text:
 * that of other numbers out of range, microsoft/lisa#692.
 *
 * @param target - what of the request says the size.
 */
function assertDiskSize(
  target: string,
  sizeInGB: number | undefined,
  { isOsDisk, sku }: { readonly isOsDisk: boolean; readonly sku: string | undefined },
): void {
  const most = isOsDisk ? 4095 : largeKinds.includes(sku ?? "") ? 65536 : 32767;
  if (sizeInGB === undefined || (sizeInGB >= 1 && sizeInGB <= most)) return;
  throw invalidParameter(
    `(sandbox) The value '${sizeInGB}' of parameter '${target}' is out of range. Value '${sizeInGB}' must be between '1' and '${most}' inclusive.`,
    target,
  );
}

/** The same for the disks that a VM's storage profile has made. */
export function assertSizesOfNewDisks(profile: JsonObject): void {
  const isNew = (disk: Json): boolean => textAt(disk, "managedDisk", "id") === undefined;
  const skuOf = (disk: Json): string | undefined => textAt(disk, "managedDisk", "storageAccountType");
  const osDisk = valueAt(profile, "osDisk");
  if (isNew(osDisk))
    assertDiskSize("osDisk.diskSizeGB", numberAt(osDisk, "diskSizeGB"), {
      isOsDisk: true,
      sku: skuOf(osDisk),
    });
  for (const disk of listAt(profile, "dataDisks").filter(isJsonObject)) {
    if (isNew(disk))
      assertDiskSize("dataDisk.diskSizeGB", numberAt(disk, "diskSizeGB"), {
        isOsDisk: false,
        sku: skuOf(disk),
      });
  }
}

/** What Azure refuses of a disk to be made; of a disk made with a VM, the VM's own rules come on top. */
export function assertNewDiskAccepted(world: World, disk: NewDisk): void {
  const { id, name, location, sku } = disk;
  const wanted: EncryptedResource = {
    id,
    name,
    type: diskType,
    location,
    sku: { name: sku },
    properties: newProperties(world, disk.properties),
  };
  assertEncryptionAccepted(world, wanted, undefined);
  assertNewDiskType(name, sku, disk.properties);
  assertDiskSize("disk.diskSizeGB", numberAt(disk.properties, "diskSizeGB"), {
    isOsDisk: textAt(disk.properties, "osType") !== undefined,
    sku,
  });
}

/** What Azure does not let a PUT or PATCH change on a disk as it is; `properties` and `sku` as they would be. */
export function assertDiskChangeAccepted(
  world: World,
  old: Resource,
  properties: JsonObject,
  sku: string | undefined = textAt(old.sku, "name"),
): void {
  assertEncryptionAccepted(world, { ...old, sku: { name: sku }, properties }, old);
  assertTypeChangeAccepted(world, old, sku);
  const sizeOf = (of: JsonObject): number => Number(valueAt(of, "diskSizeGB") ?? 0);
  if (sizeOf(properties) !== sizeOf(old.properties)) assertEncryptedOsDiskKeepsSize(old);
  if (sizeOf(properties) < sizeOf(old.properties)) {
    throw new AzureError(400, "ResizeDiskError", `(sandbox) Disk '${old.name}' can't be made smaller.`, {
      target: "diskSizeGB",
    });
  }
}

/** An encrypted Linux OS disk is not resized. Source: Azure Disk Encryption for Linux VMs FAQ, 2024-08-06; no document gives the text. */
function assertEncryptedOsDiskKeepsSize(disk: Resource): void {
  if (textAt(disk.properties, "osType") !== "Linux" || !isStamped(disk)) return;
  throw operationNotAllowed(
    `(sandbox) Disk '${disk.name}' is a Linux OS disk that is encrypted with Azure Disk Encryption: it can't be resized.`,
  );
}
