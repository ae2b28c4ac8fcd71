/** The requirements of Azure Disk Encryption, in the order an operator meets them. Each has a record, a check and a test. */
export const requirementIds = [
  "vm-size",
  "vm-generation",
  "memory",
  "operating-system",
  "vm-agent",
  "volume-type",
  "managed-disks",
  "disk-types",
  "encryption-at-host",
  "customer-managed-key",
  "networking",
  "windows-volumes",
  "group-policy-tpm",
  "group-policy-recovery-key",
  "group-policy-compatible",
  "group-policy-aes-cbc",
  "data-volumes",
  "file-systems",
  "nested-mounts",
  "volume-layout",
  "kernel-modules",
  "fstab",
  "selinux",
  "kdump",
  "vault-region",
  "vault-subscription",
  "vault-disk-encryption",
  "vault-firewall",
  "secret-lifetime-policy",
  "key-encryption-key",
] as const;
export type RequirementId = (typeof requirementIds)[number];

/** One edition of a requirement, in our own words, with the document it comes from. */
export interface RequirementEdition {
  /** The rule; absent where this edition states none. */
  readonly rule?: string;
  readonly fix?: string;
  readonly source: { readonly title: string; readonly section: string; readonly date: string };
}

/** A requirement's record, in whichever catalogue of `data/`. */
export interface RequirementRecord<Id extends string = string> {
  readonly id: Id;
  readonly title: string;
  readonly module: RequirementEdition;
  readonly current: RequirementEdition;
  /** What changed between the editions, or where the documents contradict each other. */
  readonly note?: string;
  /** Which VMs it asks something of; absent where the catalogue does not tell them apart. */
  readonly appliesTo?: {
    readonly osTypes: readonly ("Windows" | "Linux")[];
    readonly volumeTypes: readonly ("OS" | "Data" | "All")[];
  };
}
