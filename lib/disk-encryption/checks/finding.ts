import type { RequirementEdition, RequirementId } from "./requirement";

/**
 * `module`: the training module's rule, as it teaches it. `current`: the rule of the newest documents.
 */
export type Edition = "module" | "current";

/**
 * What one edition's rule says of what it evaluates.
 *
 * `decidedBy`: the training module states no rule, or its rule is met and says nothing of what the newest documents ask besides. Their verdict
 * decides then, whichever edition was chosen.
 */
export type Verdict =
  | { readonly outcome: "pass"; readonly evidence: string; readonly decidedBy?: "current" }
  | { readonly outcome: "fail"; readonly evidence: string; readonly fix: string }
  | {
      readonly outcome: "unknown";
      /** What is not known, and why; without a full stop. */
      readonly missing: string;
      /** How to get to know it; one sentence. */
      readonly hint?: string;
    }
  | {
      readonly outcome: "not-applicable";
      readonly because: string;
      readonly decidedBy?: "current";
    };

/** What a requirement's two editions say of one VM, one disk or one snapshot. Azure Disk Encryption's requirements, unless said. */
export interface Finding<Id extends string = RequirementId> {
  readonly requirement: Id;
  readonly title: string;
  /** The stricter of the two: a VM is ready only where neither edition forbids it. */
  readonly outcome: Verdict["outcome"];
  readonly module: Verdict;
  readonly current: Verdict;
  /** The document that each edition's rule comes from: title, section and date. */
  readonly sources: Readonly<Record<Edition, RequirementEdition["source"]>>;
  /**
   * Whether the choice of an edition changes what blocks. It does not where the module states no rule: the newest documents decide then.
   * A rule that asks nothing of this VM permits as much as one that is met, so `not-applicable` and `pass` don't differ.
   */
  readonly editionsDiffer: boolean;
}
