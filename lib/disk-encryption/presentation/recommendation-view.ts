import { inWords } from "../checks/verdict";
import { mechanism } from "../recommendation/mechanisms";
import type { MechanismId, SourcedStatement } from "../recommendation/mechanism";
import type {
  BetterMechanism,
  Covered,
  MechanismOption,
  MechanismReason,
  MechanismState,
  Recommendation,
} from "../recommendation/recommendation";
import {
  htmlWithDocumentLinks,
  escapeHtml,
  htmlTable,
  type TableCell,
  type Tone,
  type View,
} from "@runbooks/kernel";

const states: Readonly<Record<MechanismState, Exclude<TableCell, string>>> = {
  "in-use": { text: "● in use", tone: "good" },
  open: { text: "✔ open", tone: "good" },
  closed: { text: "✘ closed", tone: "bad" },
  unknown: { text: "? unknown", tone: "open" },
};

/** How well a part is covered: a sign, its colour, and the words around the part's name. */
const coverage: Readonly<Record<Covered, readonly [sign: string, tone: Tone, words: string]>> = {
  yes: ["✔", "good", "*"],
  "platform-key": ["✔", "good", "* (platform key)"],
  "by-itself": ["✔", "good", "* (by itself)"],
  no: ["✘", "bad", "*"],
  "not-there": ["–", "quiet", "no *"],
  unknown: ["?", "open", "*"],
};

const HEADER = ["mechanism", "state", "covers", "own keys", "why", "switching it on", "undo"];

/** What to take for a VM and why, then each mechanism as it stands to it. */
export function recommendationView(recommendation: Recommendation): View {
  const headline = headlineOf(recommendation);
  const notes = notesOf(recommendation);
  const rows = recommendation.options.map(rowOf);
  return {
    html:
      `<p style="margin:4px 0"><strong>${escapeHtml(headline)}</strong></p>` +
      notes.map((line) => `<p style="margin:4px 0">${htmlWithDocumentLinks(line)}</p>`).join("") +
      htmlTable(captionOf(recommendation), HEADER, rows, { dense: true }),
    text: [
      headline,
      ...notes.map((line) => `  ${line}`),
      ...recommendation.options.flatMap(optionLines),
    ].join("\n"),
  };
}

function headlineOf({ vmName, recommended, ownKeys }: Recommendation): string {
  if (recommended === undefined) {
    return `${vmName}: nothing ${ownKeys ? "that gives it your own keys " : ""}is known to be open as it stands`;
  }
  return `${vmName}: ${inWords(recommended.mechanisms.map(nameOf))}`;
}

const nameOf = (id: MechanismId): string => mechanism(id).name;

function captionOf({ edition }: Recommendation): string {
  return edition === "both"
    ? "What is open to it, and what each covers"
    : `What is open to it, and what each covers; only the ${edition} edition of Azure Disk Encryption's requirements was counted`;
}

function notesOf({ recommended, better }: Recommendation): readonly string[] {
  return [
    ...(recommended?.reasons ?? []).map((reason) => `✔ ${statementWords(reason)}`),
    ...(recommended?.caveats ?? []).map((caveat) => `! ${statementWords(caveat)}`),
    ...better.map(betterWords),
  ];
}

const betterWords = ({ mechanism: id, first }: BetterMechanism): string =>
  `→ Better: ${nameOf(id)}, after this: ${first.map(({ says, fix }) => `${says}${fix === undefined ? "" : ` ${fix}`}`).join(" ")}`;

const statementWords = ({ says, source }: SourcedStatement): string =>
  `${says} (${source.title}, ${source.date})`;

function rowOf(option: MechanismOption): readonly (TableCell | readonly TableCell[])[] {
  const sources = { text: "", smallPrint: [sourcesOf(option.reasons)] };
  return [
    nameOf(option.mechanism),
    states[option.state],
    coverageCells(option),
    keyWords[option.ownKeys],
    [...reasonLines(option.reasons), sources],
    option.downtime,
    option.wayBack,
  ];
}

function coverageCells({ covers }: MechanismOption): readonly Exclude<TableCell, string>[] {
  const part = (name: string, covered: Covered): Exclude<TableCell, string> => {
    const [sign, tone, words] = coverage[covered];
    return { sign, tone, text: words.replace("*", name) };
  };
  return [
    part("OS disk", covers.osDisk),
    part("data disks", covers.dataDisks),
    part("temporary disk", covers.temporaryDisk),
    part("caches", covers.hostCaches),
  ];
}

const keyWords: Readonly<Record<MechanismOption["ownKeys"], string>> = {
  yes: "yes",
  no: "no",
  "if-wished": "if you wish",
};

const reasonSigns: Readonly<Record<MechanismReason["kind"], readonly [sign: string, tone: Tone]>> = {
  use: ["●", "good"],
  against: ["✘", "bad"],
  missing: ["?", "open"],
  note: ["·", "quiet"],
};

/** The documents behind the reasons, each once. */
function sourcesOf(reasons: readonly MechanismReason[]): string {
  const sources = new Set(reasons.map(({ source: { title, date } }) => `${title} (${date})`));
  return [...sources].join("; ");
}

/** A line for each reason; what is not known for one and the same cause is one line. */
function reasonLines(reasons: readonly MechanismReason[]): readonly Exclude<TableCell, string>[] {
  const sharing = ({ fix }: MechanismReason): readonly MechanismReason[] =>
    reasons.filter(({ kind, fix: other }) => kind === "missing" && fix !== undefined && other === fix);
  return reasons.flatMap((reason) => {
    const [sign, tone] = reasonSigns[reason.kind];
    const alike = reason.kind === "missing" ? sharing(reason) : [];
    if (alike.length < 2) return [{ sign, tone, text: reasonWords(reason) }];
    if (alike[0] !== reason) return [];
    const names = [...new Set(alike.map(({ requirement, says }) => requirement ?? says))];
    return [{ sign, tone, text: `Not known: ${inWords(names)}. Try: ${reason.fix ?? ""}` }];
  });
}

function reasonWords({ says, fix, edition }: MechanismReason): string {
  const only = edition === undefined ? "" : ` (${edition} edition only)`;
  return `${says}${only}${fix === undefined ? "" : ` Try: ${fix}`}`;
}

function optionLines(option: MechanismOption): readonly string[] {
  const words = ({ sign, text }: Exclude<TableCell, string>): string => `${sign ?? ""} ${text}`;
  return [
    `  ${states[option.state].text}: ${nameOf(option.mechanism)}`,
    `    covers: ${coverageCells(option).map(words).join(", ")}; own keys: ${keyWords[option.ownKeys]}`,
    ...reasonLines(option.reasons).map((line) => `    ${words(line)}`),
    `    switching it on: ${option.downtime}; undo: ${option.wayBack}`,
  ];
}
