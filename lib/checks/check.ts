import type { EncryptionFacts } from "./facts";
import type { Edition } from "./finding";

/**
 * What a check says of a VM; the words of the fix come from the requirement's record.
 *
 * `not-applicable` is said by a check where the VM itself makes the rule moot; where an edition states no rule, it is not asked.
 */
export type Judgement =
  | { readonly outcome: "pass"; readonly evidence: string }
  | { readonly outcome: "fail"; readonly evidence: string }
  | { readonly outcome: "unknown"; readonly missing: string }
  | { readonly outcome: "not-applicable"; readonly because: string };

/** One requirement's judgement: facts in, a value out. It reads nothing and changes nothing. */
export type Check = (facts: EncryptionFacts, edition: Edition) => Judgement;

export const pass = (evidence: string): Judgement => ({ outcome: "pass", evidence });
export const fail = (evidence: string): Judgement => ({ outcome: "fail", evidence });
export const unknown = (missing: string): Judgement => ({ outcome: "unknown", missing });
export const notApplicable = (because: string): Judgement => ({ outcome: "not-applicable", because });
