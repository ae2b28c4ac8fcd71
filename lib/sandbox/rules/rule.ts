import type { DiskEncryptionRun, VolumeType } from "../guest/disk-encryption-run";
import type { GuestOperatingSystem } from "../guest/guest";
import type { Hardware } from "../guest/hardware";
import type { Volume } from "../guest/volumes";
import type { Resource, World } from "../state";
import type { DiskEncryptionSettings } from "./settings";

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
