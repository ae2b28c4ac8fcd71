import type { VolumeType } from "../guest/disk-encryption-run";
import { textAt, valueAt, type JsonObject } from "../json";

/**
 * The extension's settings. Keys and the operation's values are case sensitive ("Azure Disk Encryption for Windows/Linux", extension
 * schema): a miscased key is a missing one. Null and empty texts count as missing: so the Azure CLI sends what it leaves out.
 */
export interface DiskEncryptionSettings {
  readonly EncryptionOperation?: string;
  readonly KeyVaultURL?: string;
  readonly KeyVaultResourceId?: string;
  readonly KeyEncryptionKeyURL?: string;
  readonly KekVaultResourceId?: string;
  readonly KeyEncryptionAlgorithm?: string;
  readonly VolumeType?: string;
}

const names = [
  "EncryptionOperation",
  "KeyVaultURL",
  "KeyVaultResourceId",
  "KeyEncryptionKeyURL",
  "KekVaultResourceId",
  "KeyEncryptionAlgorithm",
] as const;

/** Reads the extension's settings. */
export function diskEncryptionSettings(settings: JsonObject): DiskEncryptionSettings {
  const read: Record<string, string> = {};
  for (const name of names) {
    const text = textAt(settings, name);
    if (text !== undefined && text !== "") read[name] = text;
  }
  // The .NET client has sent the number of its enumeration (recorded: "VolumeType": 2 when disabling).
  const volumeType = valueAt(settings, "VolumeType");
  if (typeof volumeType === "number")
    read["VolumeType"] = ["OS", "Data", "All"][volumeType] ?? String(volumeType);
  else if (typeof volumeType === "string" && volumeType !== "") read["VolumeType"] = volumeType;
  return read;
}

/** The volume type without regard to case: the Azure CLI sent "ALL" and Azure took it (recorded). */
export function volumeTypeOf({ VolumeType }: DiskEncryptionSettings): VolumeType | undefined {
  return (["OS", "Data", "All"] as const).find((type) => type.toLowerCase() === VolumeType?.toLowerCase());
}
