import type { Edition } from "../checks/finding";

/** The mechanisms that encrypt a VM's disks, in the order of the comparison. */
export const mechanismIds = [
  "azure-disk-encryption",
  "platform-key",
  "customer-key",
  "platform-and-customer-key",
  "encryption-at-host",
] as const;
export type MechanismId = (typeof mechanismIds)[number];

/** What the mechanisms are compared by, in the order of the table. */
export const comparedPropertyIds = [
  "os-disk",
  "data-disks",
  "temporary-disk",
  "host-caches",
  "data-flow",
  "unmanaged-disks",
  "snapshots-and-images",
  "disk-types",
  "generation-2",
  "vm-sizes",
  "own-keys",
  "hardware-keys",
  "virtual-machine-cpu",
  "custom-images",
  "together",
  "defender-state",
  "switch-on",
  "way-back",
] as const;
export type ComparedPropertyId = (typeof comparedPropertyIds)[number];

/** A document that something was read in. */
export interface DocumentSource {
  readonly title: string;
  readonly date: string;
}

/** Something that is so, in our own words, with the document that says it. */
export interface SourcedStatement {
  readonly says: string;
  readonly source: DocumentSource;
}

/** What one edition says of one property of one mechanism. */
export interface EditionStatement {
  /** The words summed up; absent where they answer neither yes nor no. */
  readonly answer?: "yes" | "no" | "partly";
  /** Absent where this edition says nothing of it. */
  readonly says?: string;
  readonly source: DocumentSource;
}

/** One cell of the comparison: both editions. */
export interface ComparisonCell extends Readonly<Record<Edition, EditionStatement>> {
  /** Whether the module says something that the newest documents no longer say. */
  readonly editionsDiffer: boolean;
}

/** One row of the comparison. */
export interface ComparedProperty {
  readonly id: ComparedPropertyId;
  readonly title: string;
  readonly cells: Readonly<Record<MechanismId, ComparisonCell>>;
}

/** A mechanism in a sentence. */
export interface Mechanism {
  readonly id: MechanismId;
  readonly name: string;
  readonly what: string;
  readonly source: DocumentSource;
}

/** The mechanisms, compared in both editions. */
export interface MechanismComparison {
  readonly mechanisms: readonly Mechanism[];
  readonly properties: readonly ComparedProperty[];
  /** The end of Azure Disk Encryption; `date` is the day. */
  readonly retirement: SourcedStatement & { readonly date: string };
}
