import { defined } from "@runbooks/azure";
import type { AnyRequirementId } from "../checks/any-requirement";
import type { EditionChoice } from "../checks/edition-choice";
import type { Finding } from "../checks/finding";
import { readiness, type ReadinessBlocker } from "../checks/readiness";
import type { MechanismReason } from "./recommendation";

/**
 * Why requirements close a mechanism or leave it unknown: a reason for each that is not met or not known; and a note for each objection of
 * the edition that does not count.
 *
 * @param edition - which edition decides; where both do, a reason names the edition that alone says so.
 */
export function requirementReasons<Id extends AnyRequirementId>(
  findings: readonly Finding<Id>[],
  edition: EditionChoice = "both",
): readonly MechanismReason[] {
  const { blockers, objections } = readiness(findings, edition);
  return [
    ...blockers.map((blocker) => reasonOf(blocker, findings, edition)),
    ...objections.map((objection): MechanismReason => {
      const { says, source, edition: by } = reasonOf(objection, findings, "both");
      return { kind: "note", says, source, requirement: objection.requirement, ...(by && { edition: by }) };
    }),
  ];
}

function reasonOf<Id extends AnyRequirementId>(
  { requirement, editions, verdict }: ReadinessBlocker<Id>,
  findings: readonly Finding<Id>[],
  chosen: EditionChoice,
): MechanismReason {
  const [first = "current"] = editions;
  const source = findings.find((finding) => finding.requirement === requirement)?.sources[first];
  const common = {
    requirement,
    source: { title: source?.title ?? "", date: source?.date ?? "" },
    ...(editions.length === 1 && chosen === "both" ? { edition: first } : {}),
  };
  switch (verdict.outcome) {
    case "fail":
      return { kind: "against", says: verdict.evidence, fix: verdict.fix, ...common };
    case "unknown":
      return {
        kind: "missing",
        says: `Not known: ${verdict.missing}.`,
        ...defined({ fix: verdict.hint }),
        ...common,
      };
  }
}
