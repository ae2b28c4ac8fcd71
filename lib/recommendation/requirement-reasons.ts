import type { AnyRequirementId } from "../checks/any-requirement";
import type { Edition, Finding } from "../checks/finding";
import { readiness, type ReadinessBlocker } from "../checks/readiness";
import type { MechanismReason } from "./recommendation";

/**
 * Why requirements close a mechanism or leave it unknown: a reason for each that is not met or not known.
 *
 * @param edition - the one edition that counts; without it both do, and a reason names the edition that alone says so.
 */
export function requirementReasons<Id extends AnyRequirementId>(
  findings: readonly Finding<Id>[],
  edition?: Edition,
): readonly MechanismReason[] {
  return readiness(findings, edition).blockers.map((blocker) => reasonOf(blocker, findings, edition));
}

function reasonOf<Id extends AnyRequirementId>(
  { requirement, editions, verdict }: ReadinessBlocker<Id>,
  findings: readonly Finding<Id>[],
  chosen: Edition | undefined,
): MechanismReason {
  const [first = "current"] = editions;
  const source = findings.find((finding) => finding.requirement === requirement)?.sources[first];
  const common = {
    requirement,
    source: { title: source?.title ?? "", date: source?.date ?? "" },
    ...(editions.length === 1 && chosen === undefined ? { edition: first } : {}),
  };
  switch (verdict.outcome) {
    case "fail":
      return { kind: "against", says: verdict.evidence, fix: verdict.fix, ...common };
    case "unknown":
      return {
        kind: "missing",
        says: `Not known: ${verdict.missing}.`,
        ...(verdict.hint === undefined ? {} : { fix: verdict.hint }),
        ...common,
      };
  }
}
