import { AzureError } from "../errors";
import { hardwareOf } from "../guest/hardware";
import { textAt } from "../json";
import { familySupported } from "../rules/virtual-machine-size";
import type { Resource, World } from "../state";
import { isStamped } from "./disk-encryption/stamp";

/**
 * A VM keeps its temporary disk, or stays without one, whatever size it takes. "Azure VM sizes with no local temporary disk", FAQ, which has
 * the text too.
 */
export function assertTemporaryDiskStays(world: World, old: Resource, changed: Resource): void {
  const [before, after] = [old, changed].map((machine) => hardwareOf(world, machine));
  // A size that the region's list does not have says nothing of itself.
  if (before?.sku === undefined || after?.sku === undefined) return;
  if (before.temporaryDiskInGB > 0 === after.temporaryDiskInGB > 0) return;
  throw new AzureError(
    409,
    "OperationNotAllowed",
    `Unable to resize the VM '${old.name}' since changing from resource disk to non-resource disk VM size and vice-versa is not allowed. ` +
      "Please refer to https://aka.ms/AAah4sj for more details.",
  );
}

/**
 * An encrypted VM takes no size that Azure Disk Encryption does not support. No document says who refuses it, nor how: assumed to be the
 * provider, since such a VM would not find its keys.
 */
export function assertSizeKeepsEncryption(world: World, changed: Resource): void {
  const { disks, sku, vmSize } = hardwareOf(world, changed);
  const isEncrypted = disks.some(({ resource }) => resource !== undefined && isStamped(resource));
  if (!isEncrypted || familySupported(world, sku)) return;
  throw new AzureError(
    409,
    "OperationNotAllowed",
    `(sandbox) VM '${changed.name}' is encrypted with Azure Disk Encryption, which does not support VM size ${vmSize}.`,
  );
}

/** An encrypted Linux OS disk is not resized. Source: Azure Disk Encryption for Linux VMs FAQ, 2024-08-06; no document gives the text. */
export function assertEncryptedOsDiskKeepsSize(disk: Resource): void {
  if (textAt(disk.properties, "osType") !== "Linux" || !isStamped(disk)) return;
  throw new AzureError(
    409,
    "OperationNotAllowed",
    `(sandbox) Disk '${disk.name}' is a Linux OS disk that is encrypted with Azure Disk Encryption: it can't be resized.`,
  );
}
