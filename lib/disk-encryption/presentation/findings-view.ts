import { decidingEdition, type EditionChoice } from "../checks/edition-choice";
import type { Edition, Finding, Verdict } from "../checks/finding";
import { readiness } from "../checks/readiness";
import { above, objectionsView } from "./objections-view";
import { escapeHtml, tableView, type TableCell, type View } from "@runbooks/kernel";

/** How an outcome is shown: sign and word, so that colour is never the only sign. */
const signs: Readonly<Record<Verdict["outcome"], TableCell>> = {
  pass: { text: "✔ pass", tone: "good" },
  fail: { text: "✘ fail", tone: "bad" },
  unknown: { text: "? unknown", tone: "open" },
  "not-applicable": { text: "– n/a", tone: "quiet" },
};

export interface FindingsViewOptions {
  /** Show only what blocks. */
  readonly onlyOpen?: boolean;
  /** Which edition decides; both unless said. What the other one alone objects to is a note then. */
  readonly edition?: EditionChoice;
}

/** The findings of one catalogue as a table: both editions side by side, the evidence beside them, and both sources where the editions differ. */
export function findingsView(
  findings: readonly Finding<string>[],
  { onlyOpen = false, edition = "both" }: FindingsViewOptions = {},
): View {
  const outcomeOf = (finding: Finding<string>): Verdict["outcome"] =>
    edition === "both" ? finding.outcome : finding[decidingEdition(finding, edition)].outcome;
  const objections = objectionsView(readiness(findings, edition).objections);
  const shown = onlyOpen ? findings.filter((finding) => isOpen(outcomeOf(finding))) : findings;
  if (shown.length === 0) {
    const nothing = { html: "<p>✔ All requirements met.</p>", text: "✔ All requirements met." };
    return above(nothing, objections);
  }
  const hint = sharedHint(shown);
  const table = tableView(
    countsOf(findings.map(outcomeOf), edition),
    ["requirement", "module", "current", "evidence"],
    shown.map((finding) => [
      finding.requirement,
      signs[finding.module.outcome],
      signs[finding.current.outcome],
      { text: evidenceOf(finding, hint), smallPrint: finding.editionsDiffer ? sourcesOf(finding) : [] },
    ]),
  );
  if (hint === undefined) return above(table, objections);
  const note = `? For all that is unknown, try: ${hint}`;
  const noteView = { html: `<p style="margin:4px 0">${escapeHtml(note)}</p>`, text: `  ${note}` };
  return above(above(table, noteView), objections);
}

/** Numbers first: `30 requirements by the module edition: 24 met, 1 failed, 5 unknown`. */
function countsOf(outcomes: readonly Verdict["outcome"][], edition: EditionChoice): string {
  const counts = (["pass", "fail", "unknown", "not-applicable"] as const).flatMap((outcome) => {
    const count = outcomes.filter((one) => one === outcome).length;
    return count === 0 ? [] : [`${count} ${outcomeWords[outcome]}`];
  });
  const what = outcomes.length === 1 ? "1 requirement" : `${outcomes.length} requirements`;
  return `${what}${edition === "both" ? "" : ` by the ${edition} edition`}: ${counts.join(", ")}`;
}

const outcomeWords: Readonly<Record<Verdict["outcome"], string>> = {
  pass: "met",
  fail: "failed",
  unknown: "unknown",
  "not-applicable": "not applicable",
};

/** The hint that every unknown shares, where there are several: it is said once, under the table. */
function sharedHint(findings: readonly Finding<string>[]): string | undefined {
  const unknowns = findings.filter(
    ({ module, current }) => module.outcome === "unknown" || current.outcome === "unknown",
  );
  const hints = new Set(
    unknowns.flatMap(({ module, current }) =>
      [module, current].flatMap((verdict) => (verdict.outcome === "unknown" ? [verdict.hint] : [])),
    ),
  );
  const [hint] = hints;
  return unknowns.length > 1 && hints.size === 1 ? hint : undefined;
}

/** The evidence of the edition that decides; of both where they differ, or where they forbid for different reasons. */
function evidenceOf(finding: Finding<string>, hintSaidElsewhere: string | undefined): string {
  const words = (edition: Edition): string => {
    const verdict = finding[edition];
    return verdict.outcome === "unknown" && hintSaidElsewhere !== undefined
      ? verdictWords({ outcome: "unknown", missing: verdict.missing })
      : verdictWords(verdict);
  };
  const bothOpen = isOpen(finding.module.outcome) && isOpen(finding.current.outcome);
  if (finding.editionsDiffer || (bothOpen && words("module") !== words("current"))) {
    return `module: ${words("module")} current: ${words("current")}`;
  }
  // Where the module is silent and the newest documents decide, the finding says so.
  if (decidingEdition(finding, "module") === "current")
    return isOpen(finding.current.outcome)
      ? `module: ${words("module")} current: ${words("current")}`
      : words("current");
  return finding.current.outcome === "not-applicable" ? words("module") : words("current");
}

/** The documents behind the two editions, a line each. */
function sourcesOf({ sources }: Pick<Finding, "sources">): readonly string[] {
  return (["module", "current"] as const).map((edition) => {
    const { title, section, date } = sources[edition];
    return `${edition} source: ${title}, "${section}" (${date})`;
  });
}

/** Whether an outcome blocks. */
const isOpen = (outcome: Verdict["outcome"]): boolean => outcome === "fail" || outcome === "unknown";

/** A verdict in a sentence or two. */
export function verdictWords(verdict: Verdict): string {
  switch (verdict.outcome) {
    case "pass":
      return verdict.evidence;
    case "fail":
      return `${verdict.evidence} Try: ${verdict.fix}`;
    case "unknown":
      return `Not known: ${verdict.missing}.${verdict.hint === undefined ? "" : ` Try: ${verdict.hint}`}`;
    case "not-applicable":
      return verdict.because;
  }
}
