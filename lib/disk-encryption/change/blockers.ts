import type { AnyRequirementId } from "../checks/any-requirement";
import type { EditionChoice } from "../checks/edition-choice";
import type { Finding } from "../checks/finding";
import { readiness, type ReadinessBlocker } from "../checks/readiness";
import { RunbookError } from "@runbooks/azure";
import type { Blocker, Override } from "./plan";

/**
 * What stands against a plan: failed checks, and checks without an answer, but for those that were overridden by name. Pure.
 *
 * @throws RunbookError `ArgumentInvalid` for an override without a reason.
 */
export function blockersOf(
  findings: readonly Finding<AnyRequirementId>[],
  edition: EditionChoice,
  overrides: readonly Override[],
): readonly Blocker[] {
  const unreasoned = overrides.find(({ reason }) => reason.trim() === "");
  if (unreasoned !== undefined) {
    throw new RunbookError(
      "ArgumentInvalid",
      `The override of ${unreasoned.requirement} has no reason.`,
      "Say why; the plan keeps it.",
    );
  }
  const overridden = new Set<AnyRequirementId>(overrides.map(({ requirement }) => requirement));
  const blocking = readiness(findings, edition).blockers.filter(
    ({ requirement }) => !overridden.has(requirement),
  );
  // Where the editions word it differently, one blocker a requirement is enough: the first is the stricter.
  return [...new Map([...blocking].reverse().map((blocker) => [blocker.requirement, blocker])).values()]
    .reverse()
    .map(blockerOf);
}

function blockerOf({ requirement, verdict, permittedBy }: ReadinessBlocker<AnyRequirementId>): Blocker {
  // Azure goes by the current documents: that the module is silent permits nothing there.
  const permitted = permittedBy === "current" ? { permittedBy } : {};
  switch (verdict.outcome) {
    case "fail":
      return { requirement, outcome: "fail", evidence: verdict.evidence, fix: verdict.fix, ...permitted };
    case "unknown":
      return {
        requirement,
        outcome: "unknown",
        evidence: `not known: ${verdict.missing}.`,
        fix: verdict.hint ?? "Find it out, and observe again.",
        ...permitted,
      };
  }
}

/** What the edition that does not count says against a plan: notes, which block nothing. None where both count. Pure. */
export function objectionsTo(
  findings: readonly Finding<AnyRequirementId>[],
  edition: EditionChoice,
): readonly string[] {
  return readiness(findings, edition).objections.map(objectionWords);
}

/** An objection in a sentence: which edition, which requirement, and why. */
export function objectionWords({
  requirement,
  editions,
  verdict,
}: Pick<ReadinessBlocker<string>, "requirement" | "editions" | "verdict">): string {
  const who = editions.includes("module") ? "the training module objects" : "the newest documents object";
  const why = verdict.outcome === "fail" ? verdict.evidence : `not known: ${verdict.missing}.`;
  return `Only a note, it blocks nothing: ${who} to ${requirement}: ${why}`;
}
