import { exitCodes, includesData, type Rule } from "./rule";

/**
 * Only ext2, ext3 and ext4 data volumes can be encrypted in place. Found out after the disks were stamped.
 *
 * Source: Linux FAQ; texts: azure-linux-extensions#1217 and VMEncryption.
 */
export const fileSystemKeepsData: Rule = (request) => {
  const { guest, settings, volumes } = request;
  if (
    guest.osType !== "Linux" ||
    settings.EncryptionOperation !== "EnableEncryption" ||
    !includesData(request)
  )
    return undefined;
  const volume = volumes.find(
    ({ role, fileSystem, state, encryptedByOwner }) =>
      role === "data" && state === "decrypted" && encryptedByOwner !== true && !/^ext[234]$/.test(fileSystem),
  );
  if (volume === undefined) return undefined;
  const { fileSystem, mountPoint } = volume;
  return {
    message:
      fileSystem === "xfs"
        ? `Failed to encrypt data volumes with error: Encryption failed for name:${mountPoint} fstype:xfs`
        : fileSystem === "btrfs"
          ? "Encrypting btrfs file system is not supported for data-preserving encryption. Consider using the encrypt-format-all option."
          : `AzureDiskEncryption does not support the ${fileSystem} file system`,
    exitCode: exitCodes.encryptionFailed,
  };
};
