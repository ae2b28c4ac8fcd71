import { diskEncryptionExtension } from "../nouns/disk-encryption-extension";
import { type VirtualMachine, type VolumeType } from "@runbooks/azure";

/** What an enabled extension of a Linux VM was last told to encrypt: a later run may ask for the same, or for All. */
export function earlierVolumeType({
  extensions,
}: Pick<VirtualMachine, "extensions">): VolumeType | undefined {
  const extension = diskEncryptionExtension({ extensions });
  const { EncryptionOperation: operation, VolumeType: earlier } = extension?.settings ?? {};
  const enabled = operation === "EnableEncryption" || operation === "EnableEncryptionFormatAll";
  // A run that failed left nothing that a later one would have to match.
  if (!enabled || extension?.provisioningState.toLowerCase() !== "succeeded") return undefined;
  return earlier === "OS" || earlier === "Data" || earlier === "All" ? earlier : undefined;
}
