import type { AnyRequirementId } from "../checks/any-requirement";
import type { EditionChoice } from "../checks/edition-choice";
import type { Edition } from "../checks/finding";
import type { MechanismId, SourcedStatement } from "./mechanism";

/**
 * How a mechanism stands to a VM.
 *
 * `in-use`: some disk has it, or was asked to. `open`: nothing that is known forbids it, and everything that could is known. `closed`: something
 * forbids it as the VM stands. `unknown`: nothing known forbids it, and not everything is known.
 */
export type MechanismState = "in-use" | "open" | "closed" | "unknown";

/** One thing that speaks on a mechanism's state, with the document that says it. */
export interface MechanismReason extends SourcedStatement {
  /** `use`: it is in use. `against`: it is closed for this. `missing`: this is not known. `note`: good to know, decides nothing. */
  readonly kind: "use" | "against" | "missing" | "note";
  /** What to do about it; absent where nothing can be done. */
  readonly fix?: string;
  /** The fix touches neither the VM nor its disks. */
  readonly readily?: true;
  /** The requirement that says so. */
  readonly requirement?: AnyRequirementId;
  /** The edition that says so, where it is one alone. */
  readonly edition?: Edition;
}

/**
 * Whether a mechanism encrypts a part of a VM.
 *
 * `platform-key`: with the platform's key, whichever key the disks have. `by-itself`: not by the mechanism, but the VM's size does it.
 * `not-there`: the VM has no such part.
 */
export type Covered = "yes" | "no" | "platform-key" | "by-itself" | "not-there" | "unknown";

/** What a mechanism encrypts of a VM, were it in use. */
export interface MechanismCoverage {
  readonly osDisk: Covered;
  readonly dataDisks: Covered;
  readonly temporaryDisk: Covered;
  readonly hostCaches: Covered;
}

/** A mechanism as it stands to one VM. */
export interface MechanismOption {
  readonly mechanism: MechanismId;
  readonly state: MechanismState;
  readonly reasons: readonly MechanismReason[];
  readonly covers: MechanismCoverage;
  /** `if-wished`: with a disk encryption set. */
  readonly ownKeys: "yes" | "no" | "if-wished";
  /** What switching it on does to the VM. */
  readonly downtime: string;
  readonly wayBack: string;
}

/** What to take: one mechanism, or two that go together. */
export interface RecommendedMechanisms {
  readonly mechanisms: readonly MechanismId[];
  readonly reasons: readonly SourcedStatement[];
  readonly caveats: readonly SourcedStatement[];
}

/** A mechanism that would be the better choice, and what it takes to have it open: what to find out, or to mend outside of the VM. */
export interface BetterMechanism {
  readonly mechanism: MechanismId;
  readonly first: readonly MechanismReason[];
}

/** What protects a VM, what could, and what to take. */
export interface Recommendation {
  readonly vmName: string;
  /** Whether the operator's own keys were asked for. */
  readonly ownKeys: boolean;
  /** Which edition of Azure Disk Encryption's requirements was asked. */
  readonly edition: EditionChoice;
  /** One for each mechanism, in the comparison's order. */
  readonly options: readonly MechanismOption[];
  /** Absent where nothing that gives what was asked for is in use or open. */
  readonly recommended?: RecommendedMechanisms;
  /** What would be recommended instead, were more known or mended; empty where nothing would. */
  readonly better: readonly BetterMechanism[];
}
