import type { AttachedDisk } from "@runbooks/azure";

/** How Storage encrypts a disk at rest. */
export type ServerSideEncryption =
  | { readonly kind: "platform-key" }
  | ({ readonly kind: "customer-key" } & CustomerKey)
  | ({ readonly kind: "platform-and-customer-key" } & CustomerKey)
  /** By the VM's size itself, as sizes of version 5 and later do with their temporary and ephemeral disks; with a platform key. */
  | { readonly kind: "local-encryption" }
  | { readonly kind: "none"; readonly because: "unmanaged-disk" | "temporary-disk" | "ephemeral-disk" }
  | { readonly kind: "unknown"; readonly missing: string };

/** The customer's key that a disk is encrypted with. */
export interface CustomerKey {
  readonly diskEncryptionSetId: string;
  /** With its version; absent where the set was not read. */
  readonly keyUrl?: string;
}

/**
 * Whose key the host encrypts with, where it does: caches and the flow to storage with the disk's own, temporary and ephemeral disks with the
 * platform's ("Server-side encryption of Azure managed disks", Encryption at host, 2026-04-02).
 */
export type HostKey = "platform-key" | "customer-key" | "unknown";

/**
 * How far Azure Disk Encryption is.
 *
 * `stamped`: asked for, nothing encrypted yet. `stale`: stamped, but nothing is encrypted and nothing goes on, as after a failure.
 * `unknown`: what would tell was not read.
 */
export type AzureDiskEncryption =
  | { readonly state: "none" }
  | { readonly state: "stamped" }
  | { readonly state: "in-progress"; readonly percentEncrypted?: number }
  | { readonly state: "reboot-pending" }
  | { readonly state: "encrypted" }
  | { readonly state: "decrypting"; readonly percentEncrypted?: number }
  | { readonly state: "stale" }
  | { readonly state: "unknown"; readonly missing: string };

/** What one view says of one disk, in a few words, with where it was read. */
export interface ViewStatement {
  readonly says: string;
  readonly source: string;
}

/** The protection of one disk: never one flag. */
export interface DiskProtection {
  readonly disk: string;
  readonly role: AttachedDisk["role"] | "temporary";
  readonly serverSideEncryption: ServerSideEncryption;
  readonly encryptionAtHost: boolean;
  /** Absent where the host does not encrypt. */
  readonly hostKey?: HostKey;
  readonly azureDiskEncryption: AzureDiskEncryption;
  /** Whether the guest itself said so; what the guest did not say is Azure's word only. */
  readonly confirmedByGuest: boolean;
  readonly views: {
    readonly model: ViewStatement;
    readonly instanceView: ViewStatement;
    readonly vault: ViewStatement;
    readonly guest: ViewStatement;
  };
  /** Where two views can't both be right. */
  readonly contradictions: readonly string[];
}

/** The protection of a VM: disk by disk, and whether encryption with ADE is proven. */
export interface VirtualMachineProtection {
  readonly vmName: string;
  readonly disks: readonly DiskProtection[];
  /**
   * Every OS and data disk that Azure Disk Encryption was asked for is encrypted by the guest's own word, its secret is usable, and no
   * views contradict each other. The guest's word is by role: it counts for data disks only where it names a volume for each.
   */
  readonly proven: boolean;
  /** Which view is authoritative on what is encrypted now. */
  readonly authoritative: "guest" | "none: the guest was not read";
}
