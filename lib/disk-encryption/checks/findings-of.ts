import type { Check } from "./check";
import { decidingEdition } from "./edition-choice";
import type { Finding, Verdict } from "./finding";
import type { RequirementRecord } from "./requirement";
import { stricter } from "./verdict";

/** A catalogue of requirements: its records in their order, and the check of each. */
export interface Catalogue<Id extends string, Facts> {
  readonly records: readonly RequirementRecord<Id>[];
  readonly checks: Readonly<Record<Id, Check<Facts>>>;
}

/** What both editions of every requirement of a catalogue say, in the catalogue's order. Pure. */
export function findingsOf<Id extends string, Facts>(
  { records, checks }: Catalogue<Id, Facts>,
  facts: Facts,
): readonly Finding<Id>[] {
  return records.map((record) => {
    const module = checks[record.id](facts, "module");
    const current = checks[record.id](facts, "current");
    return {
      requirement: record.id,
      title: record.title,
      outcome: stricter(module.outcome, current.outcome),
      module,
      current,
      sources: { module: record.module.source, current: record.current.source },
      editionsDiffer:
        decidingEdition({ module }, "module") === "module" &&
        effects[module.outcome] !== effects[current.outcome],
    };
  });
}

/** What an outcome means for the operator: an edition that is met and one that asks nothing are alike. */
const effects: Readonly<Record<Verdict["outcome"], "permits" | "open" | "forbids">> = {
  pass: "permits",
  "not-applicable": "permits",
  unknown: "open",
  fail: "forbids",
};
