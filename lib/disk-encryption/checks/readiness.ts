import {
  countedEditions,
  decidingEdition,
  editionNotCounted,
  otherEdition,
  type EditionChoice,
} from "./edition-choice";
import type { Edition, Finding, Verdict } from "./finding";
import type { RequirementId } from "./requirement";

/** A verdict that blocks. */
export type BlockingVerdict = Extract<Verdict, { readonly outcome: "fail" | "unknown" }>;

/** A requirement that blocks, and the editions that say so. */
export interface ReadinessBlocker<Id extends string = RequirementId> {
  readonly requirement: Id;
  readonly title: string;
  /** Both where they say the same; `current` alone where the module states no rule. */
  readonly editions: readonly Edition[];
  readonly verdict: BlockingVerdict;
  /** Where one edition alone blocks: the other one, by which this requirement would not. */
  readonly permittedBy?: Edition;
}

/** Whether a VM is ready for what the findings are about (Azure Disk Encryption, unless said), and what blocks it. */
export interface Readiness<Id extends string = RequirementId> {
  /** `unknown`: nothing forbids it, but not everything is known. */
  readonly outcome: "ready" | "not-ready" | "unknown";
  /** Which edition was asked; a VM is ready by both only where neither forbids it. */
  readonly edition: EditionChoice;
  /** Failed requirements first, then the unknown ones. */
  readonly blockers: readonly ReadinessBlocker<Id>[];
  /** What only the edition that does not count forbids or leaves open: notes, which block nothing. None where both count. */
  readonly objections: readonly ReadinessBlocker<Id>[];
}

/**
 * Sums findings up. Pure. Where the module states no rule, the newest documents' rule decides, by the edition `module` too.
 *
 * @param edition - which edition decides; both unless said.
 */
export function readiness<Id extends string>(
  findings: readonly Finding<Id>[],
  edition: EditionChoice = "both",
): Readiness<Id> {
  const all = findings.flatMap((finding) => blockersOf(finding, countedEditions(edition)));
  const failed = all.filter(({ verdict }) => verdict.outcome === "fail");
  const open = all.filter(({ verdict }) => verdict.outcome === "unknown");
  return {
    outcome: failed.length > 0 ? "not-ready" : open.length > 0 ? "unknown" : "ready",
    edition,
    blockers: [...failed, ...open],
    objections: objectionsOf(findings, edition),
  };
}

function objectionsOf<Id extends string>(
  findings: readonly Finding<Id>[],
  edition: EditionChoice,
): readonly ReadinessBlocker<Id>[] {
  const other = editionNotCounted(edition);
  if (other === undefined) return [];
  return findings
    .flatMap((finding) => blockersOf(finding, [other]))
    .filter(({ permittedBy }) => permittedBy !== undefined);
}

function blockersOf<Id extends string>(
  finding: Finding<Id>,
  editions: readonly Edition[],
): readonly ReadinessBlocker<Id>[] {
  const { requirement, title } = finding;
  const verdictBy = (edition: Edition): Verdict => finding[decidingEdition(finding, edition)];
  const deciding = new Set(editions.map((edition) => decidingEdition(finding, edition)));
  const blocking = [...deciding].flatMap((edition) => {
    const verdict = finding[edition];
    const other = otherEdition(edition);
    return isBlocking(verdict)
      ? [
          {
            requirement,
            title,
            editions: [edition],
            verdict,
            ...(isBlocking(verdictBy(other)) ? {} : { permittedBy: other }),
          },
        ]
      : [];
  });
  const [first, second] = blocking;
  return first !== undefined && second !== undefined && words(first.verdict) === words(second.verdict)
    ? [{ ...first, editions }]
    : blocking;
}

function isBlocking(verdict: Verdict): verdict is BlockingVerdict {
  return verdict.outcome === "fail" || verdict.outcome === "unknown";
}

function words(verdict: BlockingVerdict): string {
  return verdict.outcome === "fail" ? `fail ${verdict.evidence}` : `unknown ${verdict.missing}`;
}
