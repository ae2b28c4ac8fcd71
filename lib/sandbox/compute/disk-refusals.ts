import { AzureError } from "../errors";
import { guestOf } from "../guest/guest";
import { textAt, valueAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";
import { wasEverStamped } from "./disk-encryption/stamp";

/** What Azure does not let a PUT or PATCH change on a disk as it is. */
export function assertDiskChangeAccepted(world: World, old: Resource, properties: JsonObject): void {
  const isInUse = old.managedBy !== undefined && guestOf(world, old.managedBy)?.powerState !== "deallocated";
  const encryptionType = (of: JsonObject): string =>
    textAt(of, "encryption", "type") ?? "EncryptionAtRestWithPlatformKey";
  const encryptionChanges = encryptionType(old.properties) !== encryptionType(properties);

  // Text: "Server-side encryption of Azure managed disks", troubleshooting of customer-managed keys.
  if (encryptionChanges && encryptionType(properties).includes("Customer") && wasEverStamped(old)) {
    throw new AzureError(
      409,
      "OperationNotAllowed",
      `Disk '${old.name}' was previously encrypted with Azure Disk Encryption. Server-side encryption with customer managed keys ` +
        "cannot be enabled on this disk at this time.",
    );
  }
  // The documents ask for a deallocated VM; no text is documented.
  if (encryptionChanges && isInUse) {
    throw new AzureError(
      409,
      "OperationNotAllowed",
      `(sandbox) The encryption of disk '${old.name}' can't be changed while it is attached to a running VM.`,
    );
  }
  if (
    textAt(properties, "encryption", "diskEncryptionSetId") !== undefined &&
    encryptionType(properties) === "EncryptionAtRestWithPlatformKey"
  ) {
    throw new AzureError(
      400,
      "InvalidParameter",
      "(sandbox) A disk encryption set was sent with encryption by a platform key.",
      {
        target: "disk.encryption.type",
      },
    );
  }
  const sizeOf = (of: JsonObject): number => Number(valueAt(of, "diskSizeGB") ?? 0);
  if (sizeOf(properties) < sizeOf(old.properties)) {
    throw new AzureError(400, "ResizeDiskError", `(sandbox) Disk '${old.name}' can't be made smaller.`, {
      target: "diskSizeGB",
    });
  }
}
