import type { Told } from "../nouns/told";
import type { InventoriedSubscription, InventoryGap, InventorySource } from "../nouns/inventory";

/**
 * The one mechanism that a disk counts for, the strongest first: what a reader would answer to "how is it encrypted?".
 *
 * Azure Disk Encryption counts only where it is through, or where nothing but the stamp can be read and nothing speaks against it; the column
 * `azureDiskEncryption` says which. `unknown`: what would decide was not read.
 */
export type CountedMechanism =
  | "confidential"
  | "azure-disk-encryption"
  | "encryption-at-host"
  | "platform-and-customer-key"
  | "customer-key"
  | "local-encryption"
  | "platform-key"
  | "none"
  | "unknown";

/** How Storage encrypts a disk at rest. */
export type CoverageServerSide =
  | "platform-key"
  | "customer-key"
  | "platform-and-customer-key"
  | "confidential"
  | "local-encryption"
  | "none"
  | "unknown";

/**
 * How far Azure Disk Encryption is with a disk: the states of `AzureDiskEncryption`, and `once`: stamped before and switched off since; the mark
 * stays. `asked-for`: stamped, the disk itself or its VM's model for it, and nothing tells how far it is: the guest was not asked.
 */
export type CoverageAde =
  | "none"
  | "asked-for"
  | "stamped"
  | "in-progress"
  | "reboot-pending"
  | "encrypted"
  | "decrypting"
  | "stale"
  | "once"
  | "unknown";

/** Whether a mechanism that a disk does not have could be taken: `in-use`, `open`, `closed`, `unknown`. */
export type Eligibility = "in-use" | "open" | "closed" | "unknown";

/** What a control says of a disk; `not-applicable` where it does not look at such a disk. */
export type ControlOutcome = "compliant" | "non-compliant" | "not-applicable" | "unknown";

/** What is covered: a disk of a VM, or a disk that no VM holds. */
export type CoverageRole = "os" | "data" | "temporary" | "unattached";

/** One disk of the fleet: a row of the table that charts, reports and SQL stand on. Everything that Azure does not tell is `unknown` or `null`. */
export interface DiskCoverage {
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  readonly resourceGroup: string;
  /** `null` for a temporary or an unmanaged disk: they are no resources. */
  readonly diskId: string | null;
  readonly diskName: string;
  readonly role: CoverageRole;
  /** `null` for a disk that no VM holds. */
  readonly vmId: string | null;
  readonly vmName: string | null;
  readonly location: string;
  readonly osType: "Windows" | "Linux" | "unknown";
  /** `null` without a VM; `unknown` where no source told it. */
  readonly vmSize: string | null;
  /** The size's series, as `Dsv5`; `null` without a VM. */
  readonly sizeFamily: string | null;
  readonly sku: string;
  readonly diskSizeGB: number | null;
  readonly diskState: string;
  readonly managed: Told;
  readonly serverSide: CoverageServerSide;
  readonly diskEncryptionSet: string | null;
  readonly encryptionAtHost: Told;
  readonly azureDiskEncryption: CoverageAde;
  readonly mechanism: CountedMechanism;
  /** Id of the mechanism that the disk's VM is recommended to have, `none` or `unknown`; `null` for a disk without a VM. */
  readonly recommended: string | null;
  readonly eligibleAde: Eligibility;
  readonly eligibleHost: Eligibility;
  readonly eligibleCustomerKey: Eligibility;
  /** Whether it stops unlocking after Azure Disk Encryption retires (2028-09-15). */
  readonly exposed2028: Told;
  /** By the id of a control in `data/fleet-controls.json`. */
  readonly controls: Readonly<Record<string, ControlOutcome>>;
  /** The disk's own, and beneath them its VM's. */
  readonly tags: Readonly<Record<string, string>>;
}

/** One VM of the fleet. */
export interface VirtualMachineCoverage {
  readonly vmId: string;
  readonly vmName: string;
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly osType: "Windows" | "Linux" | "unknown";
  readonly vmSize: string;
  readonly sizeFamily: string;
  readonly powerState: string;
  /** The weakest of its OS and data disks' mechanisms. */
  readonly mechanism: CountedMechanism;
  readonly recommended: string;
  /** Requirements of Azure Disk Encryption that fail by what an inventory tells, in either edition: ids of `data/requirements.json`. */
  readonly failedRequirements: readonly string[];
  readonly exposed2028: Told;
  /** OS and data disks that it holds, shared ones too. */
  readonly diskCount: number;
  readonly controls: Readonly<Record<string, ControlOutcome>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** A snapshot or an image: what is left of a disk. */
export interface CopyCoverage {
  readonly kind: "snapshot" | "image";
  readonly id: string;
  readonly name: string;
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly serverSide: CoverageServerSide;
  readonly diskEncryptionSet: string | null;
  readonly azureDiskEncryption: "none" | "asked-for" | "once" | "unknown";
  /** Whether what it was taken of is still there; `gone` also where it was taken of nothing, as when it was imported. */
  readonly source: "there" | "gone" | "unknown";
}

/** Who is protected by what, and what could not be read. */
export interface Coverage {
  readonly source: InventorySource;
  readonly observedAt: Date;
  readonly subscriptions: readonly InventoriedSubscription[];
  readonly disks: readonly DiskCoverage[];
  readonly virtualMachines: readonly VirtualMachineCoverage[];
  readonly copies: readonly CopyCoverage[];
  /** With any of these, no total is the whole fleet's. */
  readonly gaps: readonly InventoryGap[];
  readonly remarks: readonly string[];
}

/** By what a fleet is rolled up. A tag is named as `tag:<name>`. */
export type RollUpDimension =
  | "subscription"
  | "resource-group"
  | "location"
  | "os-type"
  | "size-family"
  | "role"
  | "mechanism"
  | `tag:${string}`;

/** One line of a roll-up: how many disks of a group count for each mechanism. */
export interface RollUpLine {
  readonly group: string;
  readonly disks: number;
  readonly virtualMachines: number;
  readonly sizeInGB: number;
  readonly byMechanism: Readonly<Partial<Record<CountedMechanism, number>>>;
  readonly exposed2028: number;
}

/** A fleet by one dimension; the lines add up to all disks that were read. */
export interface RollUp {
  readonly by: RollUpDimension;
  /** VMs with any of the disks, each once: in the lines, one with disks in two groups is in both. */
  readonly virtualMachines: number;
  /** Most disks first, then by name. */
  readonly lines: readonly RollUpLine[];
  readonly gaps: readonly InventoryGap[];
}
