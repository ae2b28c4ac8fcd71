import { wasEverStamped } from "../../compute/disk-encryption/stamp";
import { setIdOf } from "../../compute/disk-encryption-sets/disk-encryption-set";
import { AzureError } from "../../errors";
import type { DiskRule } from "./disk-rule";

/**
 * "Managed disks currently or previously encrypted using Azure Disk Encryption can't be encrypted using customer-managed keys"
 * (restrictions, 2025-02-18). Text: "Server-side encryption of Azure managed disks", troubleshooting of customer-managed keys.
 */
export const neverAzureDiskEncryption: DiskRule = ({ wanted, encryptionChanges }) => {
  const isPlatformKey = setIdOf(wanted) === undefined;
  if (isPlatformKey || !encryptionChanges || !wasEverStamped(wanted)) return undefined;
  return new AzureError(
    409,
    "OperationNotAllowed",
    `Disk '${wanted.name}' was previously encrypted with Azure Disk Encryption. Server-side encryption with customer managed keys ` +
      "cannot be enabled on this disk at this time.",
  );
};
