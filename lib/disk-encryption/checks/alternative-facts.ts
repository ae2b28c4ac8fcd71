import type { Fact, Snapshot, SubscriptionFeature } from "@runbooks/azure";

/** What the other mechanisms than Azure Disk Encryption depend on, beside the facts of `EncryptionFacts`. */
export interface AlternativeFacts {
  /** `Microsoft.Compute/EncryptionAtHost` of the VM's subscription. */
  readonly encryptionAtHostFeature: Fact<SubscriptionFeature>;
  /** The incremental snapshots of each managed disk, in the order of the facts' disks: they keep a disk to its key. */
  readonly incrementalSnapshots: readonly Fact<readonly Snapshot[]>[];
}
