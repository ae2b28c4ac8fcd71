import type { Edition, Finding, Verdict } from "../checks/finding";
import { tableView, type TableCell, type View } from "./view";

/** How an outcome is shown: sign and word, so that colour is never the only sign. */
const signs: Readonly<Record<Verdict["outcome"], TableCell>> = {
  pass: { text: "✔ pass", tone: "good" },
  fail: { text: "✘ fail", tone: "bad" },
  unknown: { text: "? unknown", tone: "open" },
  "not-applicable": { text: "– n/a", tone: "quiet" },
};

export interface FindingsViewOptions {
  /** Show only what stands in the way. */
  readonly onlyOpen?: boolean;
}

/** The findings of one VM as a table: both editions side by side, the evidence beside them. */
export function findingsView(
  findings: readonly Finding[],
  { onlyOpen = false }: FindingsViewOptions = {},
): View {
  const shown = onlyOpen ? findings.filter(({ outcome }) => isOpen(outcome)) : findings;
  if (shown.length === 0)
    return { html: "<p>✔ Nothing stands in the way.</p>", text: "✔ Nothing stands in the way." };
  const open = findings.filter(({ outcome }) => isOpen(outcome)).length;
  return tableView(
    `${findings.length} requirements, ${open} not met or not known`,
    ["requirement", "module", "current", "evidence"],
    shown.map((finding) => [
      finding.requirement,
      signs[finding.module.outcome],
      signs[finding.current.outcome],
      evidenceOf(finding),
    ]),
  );
}

/** The evidence of the edition that decides; of both where they differ, or where they forbid for different reasons. */
function evidenceOf(finding: Finding): string {
  const words = (edition: Edition): string => verdictWords(finding[edition]);
  const bothOpen = isOpen(finding.module.outcome) && isOpen(finding.current.outcome);
  if (finding.editionsDiffer || (bothOpen && words("module") !== words("current"))) {
    return `module: ${words("module")} current: ${words("current")}`;
  }
  return finding.current.outcome === "not-applicable" ? words("module") : words("current");
}

/** Whether an outcome stands in the way. */
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
