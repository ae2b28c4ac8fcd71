import type { Fact } from "@runbooks/azure";
import type { Verdict } from "./finding";

/** The requirement is met; the evidence says by what. */
export function pass(evidence: string): Verdict {
  return { outcome: "pass", evidence };
}

/** The requirement is not met: what shows it, and what to do. */
export function fail(evidence: string, fix: string): Verdict {
  return { outcome: "fail", evidence, fix };
}

/** It can't be said: what is missing, and how to get it. */
export function unknown(missing: string, hint: string): Verdict {
  return { outcome: "unknown", missing, hint };
}

/** The requirement asks nothing of this VM. */
export function notApplicable(because: string): Extract<Verdict, { readonly outcome: "not-applicable" }> {
  return { outcome: "not-applicable", because };
}

/** The training module says nothing of a requirement: the newest documents' rule decides, whichever edition was chosen. */
export function moduleStatesNoRule(what: string): Verdict {
  return {
    ...notApplicable(`The training module ${what}; the newest documents' rule decides.`),
    decidedBy: "current",
  };
}

/** The module's verdict on what it does not mention at all. */
export const MODULE_STATES_NO_RULE: Verdict = moduleStatesNoRule("states no rule");

/** Evaluates a fact that was read; `unknown` for one that was not. */
export function whenKnown<T>(
  fact: Fact<T>,
  what: string,
  hint: string,
  evaluate: (value: T) => Verdict,
): Verdict {
  return fact.kind === "known" ? evaluate(fact.value) : unknown(`${what}: ${fact.reason}`, hint);
}

const strictness: Readonly<Record<Verdict["outcome"], number>> = {
  fail: 3,
  unknown: 2,
  pass: 1,
  "not-applicable": 0,
};

/** The stricter of two outcomes: fail beats unknown beats pass beats not-applicable. */
export function stricter(a: Verdict["outcome"], b: Verdict["outcome"]): Verdict["outcome"] {
  return strictness[a] >= strictness[b] ? a : b;
}

/** The strictest verdict; the first of several that are equally strict. */
export function strictest(first: Verdict, ...others: readonly Verdict[]): Verdict {
  return others.reduce(
    (worst, next) => (strictness[next.outcome] > strictness[worst.outcome] ? next : worst),
    first,
  );
}

/** A list in words: `a`, `a and b`, `a, b and c`. */
export function inWords(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length <= 1 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}
