import type {
  DiskEncryptionSet,
  Fact,
  KeyEncryptionKey,
  KeyGrant,
  KeyRotationPolicy,
  KeyVault,
  ManagedDisk,
  ManagedImage,
  Snapshot,
  VirtualMachine,
} from "@runbooks/azure";

/** A disk that is to be encrypted with the key of a set. */
export interface DiskTarget {
  readonly kind: "disk";
  readonly id: string;
  readonly name: string;
  readonly disk: Fact<ManagedDisk>;
  /** The incremental snapshots that were taken of it. */
  readonly incrementalSnapshots: Fact<readonly Snapshot[]>;
}

/** A snapshot that is to be encrypted with the key of a set. */
export interface SnapshotTarget {
  readonly kind: "snapshot";
  readonly id: string;
  readonly name: string;
  readonly snapshot: Fact<Snapshot>;
  /** The disk that it was taken of; a snapshot outlives its disk. */
  readonly sourceDisk: Fact<ManagedDisk>;
  /** The other incremental snapshots of the same disk. */
  readonly incrementalSnapshots: Fact<readonly Snapshot[]>;
}

export type EncryptionTarget = DiskTarget | SnapshotTarget;

/** What was read of a disk encryption set, of its key and vault, and of what its identities may do with the key. */
export interface DiskEncryptionSetFacts {
  readonly diskEncryptionSet: Fact<DiskEncryptionSet>;
  readonly keyVault: Fact<KeyVault>;
  /** The version of the key that the set names. */
  readonly key: Fact<KeyEncryptionKey>;
  /** The newest version of the same key. */
  readonly newestKey: Fact<KeyEncryptionKey>;
  readonly keyRotationPolicy: Fact<KeyRotationPolicy>;
  /** One for each identity of the set, in the set's order. */
  readonly grants: readonly Fact<KeyGrant>[];
  /** The moment the facts were read: what an expiry date is compared with. */
  readonly observedAt: Date;
}

/**
 * Everything that the checks of customer-managed keys evaluate: what is to be encrypted, and with what.
 *
 * A fact that was not read is missing with its reason; a check answers `unknown` to it.
 */
export interface CustomerKeyFacts extends DiskEncryptionSetFacts {
  /** The VM whose disks are meant; absent where disks and snapshots are meant by themselves. */
  readonly virtualMachine?: VirtualMachine;
  readonly targets: readonly EncryptionTarget[];
  /** The image that is to be made, where one was named. */
  readonly newImage?: {
    readonly id: string;
    /** Absent: the name is free. */
    readonly existing: Fact<ManagedImage>;
  };
}
