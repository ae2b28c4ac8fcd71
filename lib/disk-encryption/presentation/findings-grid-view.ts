import type { CheckedVirtualMachine } from "../checks/evaluate-all";
import { decidingEdition, editionNotCounted, type EditionChoice } from "../checks/edition-choice";
import type { Finding, Verdict } from "../checks/finding";
import { readiness, type Readiness } from "../checks/readiness";
import { stricter } from "../checks/verdict";
import { virtualMachineLabels } from "./virtual-machine-labels";
import { colours, escapeHtml, type Tone, type View } from "@runbooks/kernel";

export interface FindingsGridViewOptions {
  /** Which edition decides; both unless said. */
  readonly edition?: EditionChoice;
  /** Leave out the requirements that block no VM. */
  readonly onlyOpen?: boolean;
  /** Show only the requirements of which the editions say different things for some VM. */
  readonly onlyEditionsDiffer?: boolean;
}

/** A cell: a sign, a word, and a colour that stands for both. */
interface Mark {
  readonly sign: string;
  readonly word: string;
  readonly tone: Tone;
}

const marks: Readonly<Record<Verdict["outcome"], Mark>> = {
  pass: { sign: "✔", word: "pass", tone: "good" },
  fail: { sign: "✘", word: "fail", tone: "bad" },
  unknown: { sign: "?", word: "unknown", tone: "open" },
  "not-applicable": { sign: "–", word: "n/a", tone: "quiet" },
};

/** Several VMs at once: a row for each requirement, a column for each VM. Where one edition alone forbids, the cell names it. */
export function findingsGridView(
  checked: readonly CheckedVirtualMachine[],
  options: FindingsGridViewOptions = {},
): View {
  const { edition = "both" } = options;
  const rows = rowsOf(checked, options);
  const labels = virtualMachineLabels(checked.map(({ virtualMachine }) => virtualMachine));
  const summaries = checked.map(({ findings }) => readiness(findings, edition));
  const ready = summaries.filter(({ outcome }) => outcome === "ready").length;
  const caption =
    `${checked.length} VMs, ${ready} ready` + (edition === "both" ? "" : `; by the ${edition} edition`);
  const gridRows = rows.map(({ requirement, findings }) => ({
    title: requirement,
    marks: findings.map((finding) => markOf(finding, edition)),
  }));
  return {
    html: gridHtml(caption, labels, [
      { title: "ready for Azure Disk Encryption", marks: summaries.map(summaryMark) },
      ...gridRows,
    ]),
    text: [
      caption,
      ...labels.map((label, index) => {
        const ofVirtualMachine = gridRows.flatMap(({ title, marks: cells }) => {
          const mark = cells[index];
          return mark === undefined ? [] : [[title, mark] as const];
        });
        return `  ${label}: ${lineOf(ofVirtualMachine)}`;
      }),
    ].join("\n"),
  };
}

interface Row {
  readonly requirement: string;
  /** In the VMs' order. */
  readonly findings: readonly Finding[];
}

function rowsOf(
  checked: readonly CheckedVirtualMachine[],
  { edition = "both", onlyOpen = false, onlyEditionsDiffer = false }: FindingsGridViewOptions,
): readonly Row[] {
  const [first] = checked;
  const rows = (first?.findings ?? []).map(({ requirement }, index) => ({
    requirement,
    findings: checked.flatMap(({ findings }) => findings[index] ?? []),
  }));
  return rows.filter(
    ({ findings }) =>
      (!onlyOpen || findings.some((finding) => isOpen(outcomeOf(finding, edition)))) &&
      (!onlyEditionsDiffer || findings.some(({ editionsDiffer }) => editionsDiffer)),
  );
}

const isOpen = (outcome: Verdict["outcome"]): boolean => outcome === "fail" || outcome === "unknown";

const outcomeOf = (finding: Finding, edition: EditionChoice): Verdict["outcome"] =>
  edition === "both" ? finding.outcome : finding[decidingEdition(finding, edition)].outcome;

/**
 * The stricter outcome; where one edition alone forbids or leaves open, that edition's name in place of the word. Where one edition decides,
 * an objection of the other is a note beside the sign.
 */
function markOf(finding: Finding, edition: EditionChoice): Mark {
  const mark = marks[outcomeOf(finding, edition)];
  if (!finding.editionsDiffer) return mark;
  const notCounted = editionNotCounted(edition);
  if (notCounted !== undefined)
    return isOpen(finding[notCounted].outcome) && !isOpen(outcomeOf(finding, edition))
      ? { ...mark, word: `! ${notCounted}` }
      : mark;
  const { module, current } = finding;
  const alone = stricter(module.outcome, current.outcome) === module.outcome ? "module" : "current";
  return { ...mark, word: alone };
}

function summaryMark({ outcome, blockers }: Readiness): Mark {
  const requirements = new Set(
    blockers
      .filter(({ verdict }) => verdict.outcome === (outcome === "not-ready" ? "fail" : "unknown"))
      .map(({ requirement }) => requirement),
  ).size;
  switch (outcome) {
    case "ready":
      return { sign: "✔", word: "ready", tone: "good" };
    case "not-ready":
      return { sign: "✘", word: `${requirements} fail`, tone: "bad" };
    case "unknown":
      return { sign: "?", word: `${requirements} open`, tone: "open" };
  }
}

/** What blocks one VM, of the rows that are shown; an edition in brackets where it alone says so. */
function lineOf(marksOfRows: readonly (readonly [requirement: string, Mark])[]): string {
  const open = [marks.fail, marks.unknown].flatMap(({ sign, word }) => {
    const names = marksOfRows
      .filter(([, mark]) => mark.sign === sign)
      .map(([requirement, mark]) => (mark.word === word ? requirement : `${requirement} (${mark.word})`));
    return names.length === 0 ? [] : [`${sign} ${word}: ${names.join(", ")}`];
  });
  const notes = marksOfRows.filter(([, { word }]) => word.startsWith("!"));
  return [
    ...(open.length === 0 ? ["✔ all requirements met"] : open),
    ...(notes.length === 0
      ? []
      : [`! not counted: ${notes.map(([name, { word }]) => `${name} (${word.slice(2)})`).join(", ")}`]),
  ].join("; ");
}

interface GridRow {
  readonly title: string;
  readonly marks: readonly Mark[];
}

/** What blocks is tinted, so that it is seen first. */
const tints: Readonly<Record<Tone, string>> = {
  good: "",
  bad: "background:#cf222e22;font-weight:600",
  open: "background:#9a670022;font-weight:600",
  quiet: "",
};

function gridHtml(caption: string, labels: readonly string[], rows: readonly GridRow[]): string {
  // Turned, so that sixteen names fit beside each other.
  const head = labels.map(
    (label) =>
      `<th scope="col" style="padding:2px;vertical-align:bottom;text-align:center;font-weight:600"><span style="writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap">${escapeHtml(label)}</span></th>`,
  );
  const cell = ({ sign, word, tone }: Mark): string =>
    `<td style="padding:1px 3px;min-width:38px;text-align:center;line-height:1.15;color:${colours[tone]};${tints[tone]}">${sign}<br><span style="font-size:9px">${escapeHtml(word)}</span></td>`;
  const body = rows.map(
    ({ title, marks: cells }, index) =>
      `<tr style="border-bottom:${index === 0 ? "2px" : "1px"} solid #8884"><th scope="row" style="text-align:left;font-weight:${index === 0 ? 600 : 400};padding:1px 8px;white-space:nowrap">${escapeHtml(title)}</th>${cells.map(cell).join("")}</tr>`,
  );
  return (
    `<table style="border-collapse:collapse;font-size:12px"><caption style="text-align:left;font-weight:600;padding-bottom:4px;caption-side:top;color:inherit">${escapeHtml(caption)}</caption>` +
    `<thead><tr><td></td>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table>` +
    '<p style="margin:4px 0">✔ pass, ✘ fail, ? unknown, – asks nothing of this VM. "module" or "current": that edition alone says so; with "!" it objects and is not counted.</p>'
  );
}
