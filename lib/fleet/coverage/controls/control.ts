import type { Told } from "../../nouns/told";
import type { AdeStamp } from "../../nouns/inventory";
import type { ImageReference } from "@runbooks/azure";
import type { ControlOutcome, CoverageRole, CoverageServerSide } from "../coverage";

/** The controls that look at a VM, in the order of the table. Each has a record, a file and a test. */
export const virtualMachineControlIds = [
  "windows-ade-or-encryption-at-host",
  "linux-ade-or-encryption-at-host",
  "encryption-at-host",
  "defender-state",
  "mcsb-1-dp-4",
  "mcsb-2-dp-4",
] as const;
export type VirtualMachineControlId = (typeof virtualMachineControlIds)[number];

/** The controls that look at a disk, in the order of the table. Each has a record, a file and a test. */
export const diskControlIds = [
  "customer-key",
  "double-encryption",
  "unattached-ade-settings",
  "managed-disks",
  "cis-2-0-0-7-2",
  "cis-2-0-0-7-4",
  "cis-3-0-0-8-3",
  "cis-3-0-0-8-4",
] as const;
export type DiskControlId = (typeof diskControlIds)[number];

export type ControlId = VirtualMachineControlId | DiskControlId;

/** What a control looks at of a VM. A field that is undefined was not told. */
export interface VirtualMachineControlFacts {
  readonly osType: "Windows" | "Linux" | "unknown";
  readonly vmSize: string | undefined;
  readonly securityType: string | null | undefined;
  readonly imageReference: ImageReference | null | undefined;
  readonly deallocated: Told;
  readonly encryptionAtHost: Told;
  /** Whether Azure Disk Encryption counts for each of its OS and data disks. */
  readonly azureDiskEncryption: Told;
  /** Whether it has an ultra disk. */
  readonly ultraDisk: Told;
  /** What `double-encryption` says of its OS and data disks, the strictest of it. */
  readonly doubleEncryption: ControlOutcome;
}

/** What a control looks at of a disk. */
export interface DiskControlFacts {
  readonly role: CoverageRole;
  /** A temporary disk is none. */
  readonly managed: Told;
  /** `unknown` where it was not told. */
  readonly diskState: string;
  /** Whether its encryption settings name a disk encryption set. */
  readonly hasSet: Told;
  /** Whether its security profile names one: that of a confidential disk, for its customer's key. */
  readonly hasConfidentialSet: Told;
  readonly serverSide: CoverageServerSide;
  /** Undefined: not told. */
  readonly adeStamp: AdeStamp | undefined;
  /** Whether Azure Disk Encryption counts for it. */
  readonly azureDiskEncryption: Told;
}

/** What a control comes to by the facts of an inventory. Pure. */
export type Control<Facts> = (facts: Facts) => ControlOutcome;
export type VirtualMachineControl = Control<VirtualMachineControlFacts>;
export type DiskControl = Control<DiskControlFacts>;

/** A control that asks for something: compliant where it is there. */
export function askedFor(told: Told): ControlOutcome {
  return told === "unknown" ? "unknown" : told === "yes" ? "compliant" : "non-compliant";
}

const byStrictness: readonly ControlOutcome[] = ["non-compliant", "unknown", "compliant", "not-applicable"];

/** What several controls come to together; `not-applicable` where there are none. */
export function strictest(outcomes: readonly ControlOutcome[]): ControlOutcome {
  return byStrictness.find((outcome) => outcomes.includes(outcome)) ?? "not-applicable";
}

/** A control that is no column: what it is called, and why it is none. */
export interface LeftOutControl {
  readonly title: string;
  readonly reason: string;
  readonly source: { readonly title: string; readonly date: string };
}

/** A control's record in `data/fleet-controls.json`. */
export interface FleetControl {
  readonly id: ControlId;
  readonly title: string;
  /** Whose control it is: an Azure Policy, Defender for Cloud, the CIS benchmark, the Microsoft cloud security benchmark. */
  readonly kind: "policy" | "defender" | "cis" | "mcsb";
  readonly looksAt: "virtual-machine" | "disk";
  /** Id of the policy definition that measures it; absent where it is evaluated by its own text. */
  readonly policyId?: string;
  readonly effect?: string;
  readonly version?: string;
  /** What it really tests, in our words. */
  readonly tests: string;
  /** What it looks at and an inventory does not tell; absent where an inventory tells all of it. */
  readonly notSeen?: string;
  readonly source: { readonly title: string; readonly date: string };
}
