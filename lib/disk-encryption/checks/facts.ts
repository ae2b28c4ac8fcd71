import type {
  Fact,
  KeyEncryptionKey,
  KeyVault,
  ManagedDisk,
  VirtualMachine,
  VirtualMachineSize,
  VolumeType,
} from "@runbooks/azure";
import type { Guest } from "../nouns/guest";
import type { SecretLifetimePolicies } from "../nouns/secret-lifetime-policies";

/**
 * Everything the checks evaluate: what was asked for, and what was read of it.
 *
 * A fact that was not read is missing with its reason; a check answers `unknown` to it.
 */
export interface EncryptionFacts {
  readonly virtualMachine: VirtualMachine;
  /** What the operator asks to encrypt. */
  readonly volumeType: VolumeType;
  /** Data volumes are to be formatted (EncryptFormatAll), so that what is on them is lost. Unless said, they are encrypted in place. */
  readonly formatsDataVolumes?: true;
  readonly size: Fact<VirtualMachineSize>;
  /** The managed disks that the VM's model names, OS disk first; one fact a disk, in the model's order. */
  readonly disks: readonly Fact<ManagedDisk>[];
  /** Missing where no vault was named or it can't be read. */
  readonly keyVault: Fact<KeyVault>;
  /** `"none"`: encryption without a key encryption key was asked for. */
  readonly keyEncryptionKey: Fact<KeyEncryptionKey> | "none";
  /** The vault of the key encryption key; absent where there is no such key, or it is in the vault of the secrets. */
  readonly keyEncryptionKeyVault?: Fact<KeyVault>;
  /** Microsoft Entra's host in the VM's cloud: `login.microsoftonline.com`. */
  readonly authorityHost: Fact<string>;
  /** Missing until a Run Command probe was run. */
  readonly guest: Fact<Guest>;
  /** Azure Policy assignments that deny secrets without an expiry date or with too long a life, and initiatives, which may. */
  readonly secretLifetimePolicies: Fact<SecretLifetimePolicies>;
  /** The moment the facts were read: what an expiry date is compared with. */
  readonly observedAt: Date;
  /** What nobody named and the runbook proposed, in sentences; a plan repeats them. */
  readonly proposed?: readonly string[];
}
