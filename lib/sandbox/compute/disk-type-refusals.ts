import { AzureError } from "../errors";
import { guestOf } from "../guest/guest";
import { textAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";

const neverOfOsDisks: readonly string[] = ["UltraSSD_LRS", "PremiumV2_LRS"];

/**
 * Refuses an OS disk of a kind that is for data disks alone: "UltraSSD_LRS can only be used with data disks, it cannot be used with OS
 * Disk" (Microsoft.Compute, StorageAccountTypes); "Azure managed disk types" says the same of Premium SSD v2. No document gives the text.
 *
 * @param target - what of the request says it.
 */
export function assertOsDiskType(what: string, sku: string | undefined, target: string): void {
  if (!neverOfOsDisks.includes(sku ?? "")) return;
  throw new AzureError(
    400,
    "InvalidParameter",
    `(sandbox) ${what} is an OS disk, which can't be ${neverOfOsDisks.join(" or ")}.`,
    { target },
  );
}

/** Refuses a new disk whose kind its operating system can't start from. */
export function assertNewDiskType(name: string, sku: string | undefined, properties: JsonObject): void {
  if (textAt(properties, "osType") !== undefined) assertOsDiskType(`Disk '${name}'`, sku, "disk.sku");
}

/**
 * Refuses a change of a disk's type that Azure would. No document gives the text.
 *
 * "Change the disk type of an Azure managed disk" (2023-02-09): the conversion is done on a deallocated VM.
 */
export function assertTypeChangeAccepted(world: World, old: Resource, sku: string | undefined): void {
  if (sku === textAt(old.sku, "name") || sku === undefined) return;
  assertNewDiskType(old.name, sku, old.properties);
  if (old.managedBy === undefined || guestOf(world, old.managedBy)?.powerState === "deallocated") return;
  throw new AzureError(
    409,
    "OperationNotAllowed",
    `(sandbox) The type of disk '${old.name}' can't be changed while it is attached to a VM that is not deallocated.`,
    { target: "disk.sku" },
  );
}
