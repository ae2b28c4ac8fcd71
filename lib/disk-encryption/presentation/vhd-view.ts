import {
  isDiskSizeKnown,
  printable,
  type VhdContainer,
  type VhdDisk,
  type VhdProblem,
  type VhdReport,
  vhdStatements,
  type VolumeOnDisk,
  volumeText,
} from "@runbooks/vhd";
import { textColumns } from "./text-columns";
import { colours, escapeHtml, tableView, type TableCell, type View } from "@runbooks/kernel";
import { hanging } from "./wrap";

/** What a file is, what is on the disk in it, and whether Azure would take it: problems last, each with its way out. */
export function vhdReportView(report: VhdReport): View {
  const statements = vhdStatements(report);
  const partitions = partitionsTable(report);
  const problems = withoutRepetition(report.verdict.problems);
  const headline = `${printable(report.fileName)}: ${outcomeText(report)}`;
  const width = Math.max(...statements.map(({ about }) => about.length));
  return {
    text: [
      headline,
      ...statements.map(({ about, says }) => hanging(`  ${about.padEnd(width)}  `, says, WIDTH)),
      ...partitionsText(report),
      ...problems.map(problemText),
    ].join("\n"),
    html: [
      tableView(
        headline,
        ["", ""],
        statements.map(({ about, says }) => [about, says]),
      ).html,
      ...(partitions === undefined ? [] : [partitions.html]),
      ...problems.map(problemHtml),
    ].join(""),
  };
}

function outcomeText({ verdict }: VhdReport): string {
  if (verdict.outcome === "ready") return "✔ ready to upload";
  if (verdict.outcome === "unknown") return "? not known: part of the disk was not understood";
  return verdict.readyToUpload
    ? "✘ can be uploaded, but a VM would not start from it"
    : "✘ not ready to upload";
}

const tableHeader = ["#", "type", "starts at", "size", "holds"] as const;

function partitionsTable({ disk, container }: VhdReport): View | undefined {
  if (disk === undefined) return undefined;
  return tableView(schemeText(disk.partitionTable?.scheme), tableHeader, rowsOf(disk, container));
}

function rowsOf(disk: VhdDisk, container: VhdContainer | undefined): readonly (readonly TableCell[])[] {
  const atMost = container === undefined || isDiskSizeKnown(container) ? "" : "at most ";
  return disk.volumes.map((found) => row(found, `${atMost}${mebibytes(disk.sizeInBytes)}`));
}

const schemeText = (scheme?: string): string =>
  scheme === undefined ? "No partitions" : `Partitions (${scheme})`;

function row({ partition, volume }: VolumeOnDisk, diskSize: string): readonly TableCell[] {
  if (partition === undefined) return ["–", "whole disk", mebibytes(0), diskSize, volumeText(volume)];
  const { number, type, name, offsetInBytes, sizeInBytes, isActive } = partition;
  const named = name === undefined || name === type.name ? type.name : `${type.name} '${name}'`;
  return [
    String(number),
    isActive === true ? `${named}, active` : named,
    mebibytes(offsetInBytes),
    mebibytes(sizeInBytes),
    volumeText(volume),
  ];
}

const mebibytes = (bytes: number): string =>
  `${(bytes / 1024 / 1024).toLocaleString("en-US", { maximumFractionDigits: 2 })} MiB`;

/** The most columns of a terminal for number, type, start and size; what a volume holds has the rest. */
const TABLE_COLUMNS = [3, 18, 14, 14] as const;
/** A terminal has that many as a rule. */
const WIDTH = 80;

function partitionsText({ disk, container }: VhdReport): readonly string[] {
  if (disk === undefined) return [];
  const rows = rowsOf(disk, container).map((cells) =>
    cells.map((cell) => (typeof cell === "string" ? cell : cell.text)),
  );
  return [
    schemeText(disk.partitionTable?.scheme),
    ...textColumns([tableHeader, ...rows], TABLE_COLUMNS, "  ", WIDTH),
  ];
}

/** Several problems may be mended by the same commands: they are typed once. */
function withoutRepetition(problems: readonly VhdProblem[]): readonly VhdProblem[] {
  const seen = new Set<string>();
  return problems.map((problem) => {
    const { commands, fix } = problem;
    const key = commands.join("\n");
    if (commands.length === 0) return problem;
    if (!seen.has(key)) {
      seen.add(key);
      return problem;
    }
    return { ...problem, fix: `${fix} The commands above do it.`, commands: [] };
  });
}

const signs: Readonly<Record<VhdProblem["stops"], readonly [string, string]>> = {
  upload: ["✘", "stops the upload"],
  start: ["✘", "stops a VM's start"],
  unknown: ["?", "not known"],
  nothing: ["!", "worth knowing"],
};

function problemText({ stops, text, fix, commands }: VhdProblem): string {
  const [sign, consequence] = signs[stops];
  return [
    hanging(`${sign} `, `${consequence}: ${text}`, WIDTH),
    hanging("  Try: ", fix, WIDTH),
    // A command stays on its line, so that it can be copied.
    ...commands.map((command) => `    ${command}`),
  ].join("\n");
}

function problemHtml({ stops, text, fix, commands }: VhdProblem): string {
  const [sign, consequence] = signs[stops];
  const colour = stops === "nothing" || stops === "unknown" ? colours.open : colours.bad;
  const typed =
    commands.length === 0
      ? ""
      : `<pre style="margin:2px 0 0 1.4em;background:none;white-space:pre-wrap">${escapeHtml(commands.join("\n"))}</pre>`;
  return (
    `<div style="margin:6px 0"><span style="color:${colour};font-weight:600">${sign} ${consequence}:</span> ${escapeHtml(text)}` +
    `<div style="margin-left:1.4em">Try: ${escapeHtml(fix)}${typed}</div></div>`
  );
}
