import { dimensionWords } from "../charts/disk-groups";
import { mechanismOrder } from "../charts/palette";
import { numberText } from "../coverage/counted";
import type { CountedMechanism, RollUp, RollUpLine } from "../coverage/coverage";
import { gapWords } from "../coverage/gap-words";
import { mechanismWords } from "../coverage/mechanism-words";
import { escapeHtml, tableView, type View } from "@runbooks/kernel";

const MOST_LINES = 25;

/** A fleet by one dimension: disks by the mechanism that they count for. What could not be read stands under the table. */
export function rollUpView({ by, virtualMachines, lines, gaps }: RollUp): View {
  const mechanisms = mechanismOrder.filter((mechanism) =>
    lines.some(({ byMechanism }) => (byMechanism[mechanism] ?? 0) > 0),
  );
  const shown = lines.slice(0, MOST_LINES);
  const left = lines.slice(MOST_LINES);
  const rows = [...shown.map((line) => cellsOf(line, mechanisms)), ...othersOf(left, mechanisms)];
  const table = tableView(
    `Disks by ${dimensionWords(by)}`,
    [dimensionWords(by), "disks", "VMs", ...mechanisms.map((one) => mechanismWords[one]), "exposed 2028"],
    [...rows, ...totalOf(lines, virtualMachines, mechanisms)],
  );
  const words = gapWords(gaps);
  const notes = words === undefined ? [] : [`! This is the fleet ${words}.`];
  return {
    html: table.html + notes.map((note) => `<p style="margin:4px 0">${escapeHtml(note)}</p>`).join(""),
    text: [table.text, ...notes].join("\n"),
  };
}

const cellsOf = (
  { group, disks, virtualMachines, byMechanism, exposed2028 }: RollUpLine,
  mechanisms: readonly CountedMechanism[],
): readonly string[] => [
  group,
  numberText(disks),
  numberText(virtualMachines),
  ...mechanisms.map((mechanism) => numberText(byMechanism[mechanism] ?? 0)),
  numberText(exposed2028),
];

function othersOf(
  lines: readonly RollUpLine[],
  mechanisms: readonly CountedMechanism[],
): readonly (readonly string[])[] {
  return lines.length === 0 ? [] : [sumOf(`others (${numberText(lines.length)})`, lines, "", mechanisms)];
}

function totalOf(
  lines: readonly RollUpLine[],
  virtualMachines: number,
  mechanisms: readonly CountedMechanism[],
): readonly (readonly string[])[] {
  return lines.length < 2
    ? []
    : [sumOf("all that were read", lines, numberText(virtualMachines), mechanisms)];
}

/** Disks add up; a VM with disks in two groups, as of two roles, would be counted twice. */
const sumOf = (
  group: string,
  lines: readonly RollUpLine[],
  virtualMachines: string,
  mechanisms: readonly CountedMechanism[],
): readonly string[] => [
  group,
  numberText(sum(lines, ({ disks }) => disks)),
  virtualMachines,
  ...mechanisms.map((mechanism) => numberText(sum(lines, ({ byMechanism }) => byMechanism[mechanism] ?? 0))),
  numberText(sum(lines, ({ exposed2028 }) => exposed2028)),
];

const sum = (lines: readonly RollUpLine[], of: (line: RollUpLine) => number): number =>
  lines.reduce((total, line) => total + of(line), 0);
