import type { Fact, ManagedDisk, VirtualMachine } from "@runbooks/azure";
import type { Guest } from "../nouns/guest";

/** What the vault says of one stamped secret: whether the next boot will find it and may use it. */
export interface SecretView {
  readonly secretUrl: string;
  /** `usable`, or why it is not. */
  readonly state: "usable" | "disabled" | "expired" | "not-found";
  /** `BEK`, or `Wrapped BEK` where a key encryption key wraps it. */
  readonly contentType?: string;
  /** Absent where it never expires. */
  readonly expiresOn?: Date;
  readonly tags: Readonly<Record<string, string>>;
  readonly keyEncryptionKeyUrl?: string;
  readonly keyEncryptionKeyState?: "usable" | "disabled" | "expired" | "not-found";
}

/** What the vault says of the key of one disk encryption set: whether the disks can be read with it. */
export interface CustomerKeyView {
  readonly diskEncryptionSetId: string;
  /** The version that the set names. */
  readonly keyUrl: string;
  readonly state: "usable" | "disabled" | "expired" | "not-found";
}

/** The four independent views of a VM's disks. */
export interface ProtectionViews {
  /** Model and instance view. */
  readonly virtualMachine: VirtualMachine;
  readonly disks: readonly Fact<ManagedDisk>[];
  /** One fact a stamped secret. */
  readonly secrets: readonly Fact<SecretView>[];
  readonly guest: Fact<Guest>;
  /** Whether the VM's size has a temporary disk; missing where the size is not known. */
  readonly hasTemporaryDisk: Fact<boolean>;
  /** Whether the VM's size encrypts its temporary and ephemeral disks by itself; absent where nobody looked. */
  readonly encryptsLocalDisks?: Fact<boolean>;
  /** One fact for each disk encryption set that a disk has; absent where nobody looked. */
  readonly customerKeys?: readonly Fact<CustomerKeyView>[];
}
