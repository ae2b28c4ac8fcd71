import type { RequirementId } from "./requirement";

/**
 * `module`: the training module's rule, as it teaches it. `current`: the rule of the newest documents.
 */
export type Edition = "module" | "current";

/** What one edition's rule says of one VM. */
export type Verdict =
  | { readonly outcome: "pass"; readonly evidence: string }
  | { readonly outcome: "fail"; readonly evidence: string; readonly fix: string }
  | { readonly outcome: "unknown"; readonly missing: string }
  | { readonly outcome: "not-applicable"; readonly because: string };

/** What a requirement's two editions say of one VM. */
export interface Finding {
  readonly requirement: RequirementId;
  readonly title: string;
  /** The stricter of the two: a VM is ready only where neither edition forbids it. */
  readonly outcome: Verdict["outcome"];
  readonly module: Verdict;
  readonly current: Verdict;
  /** Whether the two editions come to different outcomes. */
  readonly editionsDiffer: boolean;
}
