import type { Edition, Finding, Verdict } from "./finding";
import type { RequirementId } from "./requirement";

/** A verdict that stands in the way. */
export type BlockingVerdict = Extract<Verdict, { readonly outcome: "fail" | "unknown" }>;

/** A requirement that stands in the way, and the editions that say so. */
export interface ReadinessBlocker<Id extends string = RequirementId> {
  readonly requirement: Id;
  readonly title: string;
  /** Both where they say the same. */
  readonly editions: readonly Edition[];
  readonly verdict: BlockingVerdict;
}

/** Whether a VM is ready for what the findings are about (Azure Disk Encryption, unless said), and what stands in the way. */
export interface Readiness<Id extends string = RequirementId> {
  /** `unknown`: nothing forbids it, but not everything is known. */
  readonly outcome: "ready" | "not-ready" | "unknown";
  /** Which edition was asked; a VM is ready by both only where neither forbids it. */
  readonly edition: Edition | "both";
  /** Failed requirements first, then the unknown ones. */
  readonly blockers: readonly ReadinessBlocker<Id>[];
}

/**
 * Sums findings up. Pure.
 *
 * @param edition - the one edition that the operator chose by name; without it both count.
 */
export function readiness<Id extends string>(
  findings: readonly Finding<Id>[],
  edition?: Edition,
): Readiness<Id> {
  const editions: readonly Edition[] = edition === undefined ? ["current", "module"] : [edition];
  const all = findings.flatMap((finding) => blockersOf(finding, editions));
  const failed = all.filter(({ verdict }) => verdict.outcome === "fail");
  const open = all.filter(({ verdict }) => verdict.outcome === "unknown");
  return {
    outcome: failed.length > 0 ? "not-ready" : open.length > 0 ? "unknown" : "ready",
    edition: edition ?? "both",
    blockers: [...failed, ...open],
  };
}

function blockersOf<Id extends string>(
  finding: Finding<Id>,
  editions: readonly Edition[],
): readonly ReadinessBlocker<Id>[] {
  const { requirement, title } = finding;
  const blocking = editions.flatMap((edition) => {
    const verdict = finding[edition];
    return isBlocking(verdict) ? [{ requirement, title, editions: [edition], verdict }] : [];
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
