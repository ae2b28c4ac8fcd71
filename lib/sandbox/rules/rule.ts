import type { VolumeType, DiskEncryptionRun } from "../guest/handler-status";
import { textAt, valueAt, type JsonObject } from "../json";
import type { GuestOperatingSystem } from "../guest/guest";
import type { Hardware } from "../guest/hardware";
import type { Volume } from "../guest/volumes";
import type { Resource, World } from "../state";

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

/** All that a rule of Azure Disk Encryption can look at. */
export interface EncryptionRequest {
  readonly world: World;
  readonly virtualMachine: Resource;
  readonly guest: GuestOperatingSystem;
  readonly hardware: Hardware;
  readonly volumes: readonly Volume[];
  readonly settings: DiskEncryptionSettings;
  /** Undefined: the settings name none, or none that there is. */
  readonly volumeType: VolumeType | undefined;
  /** What the extension did before; undefined: it never ran in this guest. */
  readonly earlier: DiskEncryptionRun | undefined;
}

/** What the extension reports when it gives up. */
export interface Refusal {
  readonly message: string;
  /** Ends up in `ProvisioningState/failed/<n>`. */
  readonly exitCode: number;
}

/** One thing that Azure Disk Encryption refuses; undefined: it does not. */
export type Rule = (request: EncryptionRequest) => Refusal | undefined;

/** Exit codes of the Linux extension: Azure/azure-linux-extensions, VMEncryption, `Common`. The Windows extension ends with 1. */
export const exitCodes = {
  windows: 1,
  luksOpen: 6,
  encryptionFailed: 19,
  osNotSupported: 51,
  missingDependency: 52,
  configuration: 53,
  unknown: 100,
} as const;

/** The extension's usual exit code for a refused configuration, by operating system. */
export function configurationRefusal({ guest }: Pick<EncryptionRequest, "guest">, message: string): Refusal {
  return { message, exitCode: guest.osType === "Windows" ? exitCodes.windows : exitCodes.configuration };
}

/** How the Windows extension words an exception. */
export function bitLockerRefusal(exception: string): Refusal {
  return {
    message: `Failed to configure bitlocker as expected. Exception: ${exception}`,
    exitCode: exitCodes.windows,
  };
}

/** Whether a request is about the OS volume, the data volumes. */
export const includesOs = ({ volumeType }: EncryptionRequest): boolean =>
  volumeType === "OS" || volumeType === "All";
export const includesData = ({ volumeType }: EncryptionRequest): boolean =>
  volumeType === "Data" || volumeType === "All";

/** The host could not write the secret: azure-docs#96093 and #107792. */
export const setSecretFailed =
  "0xc1425072 RUNTIME_E_KEYVAULT_SET_SECRET_FAILED Failed to set secret to KeyVault";
/** The host could not wrap the secret with the key encryption key; support notes by third parties. */
export const wrapFailed = "0xc142506f RUNTIME_E_KEYVAULT_SECRET_WRAP_WITH_KEK_FAILED";

/** The extension passes on what the host answered. Linux: Azure/azure-linux-extensions, VMEncryption. */
export function hostRefusal(request: EncryptionRequest, error: string): Refusal {
  return configurationRefusal(
    request,
    request.guest.osType === "Windows"
      ? error
      : `Encryption settings post request was not accepted. Error: ${error}`,
  );
}

/** The host did not accept vault, key or ids; Windows says no more than this (Windows troubleshooting guide; azure-docs#10219). */
export function inputsRefused(request: EncryptionRequest): Refusal {
  return request.guest.osType === "Windows"
    ? configurationRefusal(
        request,
        "Failed to send DiskEncryptionData, Check KeyVault inputs, ResourceIds and retry encryption operation",
      )
    : hostRefusal(request, setSecretFailed);
}
