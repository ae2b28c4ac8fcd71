import type { ComparedCoverage, CoverageComparison, DiskChange } from "../coverage/compare";
import { counted, numberText } from "../coverage/counted";
import type { DiskCoverage } from "../coverage/coverage";
import { gapWords } from "../coverage/gap-words";
import { mechanismWords } from "../coverage/mechanism-words";
import { escapeHtml, type TableCell, tableView, type Tone, type View } from "@runbooks/kernel";

const MOST_ROWS = 25;

/** What changed in a fleet between two readings: the disks that lost their protection first. */
export function coverageComparisonView(comparison: CoverageComparison): View {
  const { before, after, unchanged } = comparison;
  const rows = [
    ...changed(comparison.newlyUnprotected, "✘ newly unprotected", "bad"),
    ...comparison.gone.map((disk) => row(disk, cell("– gone", "open"), words(disk), "–")),
    ...comparison.notComparable.map(({ before: was, after: is, because }) =>
      row(is ?? was, { ...cell("? not comparable", "open"), smallPrint: [because] }, words(was), words(is)),
    ),
    ...changed(comparison.moved, "! moved", "open"),
    ...changed(comparison.newlyProtected, "✔ newly protected", "good"),
    ...comparison.appeared.map((disk) => row(disk, cell("+ new", "quiet"), "–", words(disk))),
  ];
  const counts = (
    [
      [comparison.newlyProtected.length, "newly protected"],
      [comparison.newlyUnprotected.length, "newly unprotected"],
      [comparison.moved.length, "moved"],
      [comparison.appeared.length, "new"],
      [comparison.gone.length, "gone"],
      [comparison.notComparable.length, "not comparable"],
      [unchanged, "unchanged"],
    ] as const
  )
    .map(([count, what]) => `${numberText(count)} ${what}`)
    .join(", ");
  const table = tableView(
    `Disks since ${moment(before)}: ${counts}`,
    ["disk", "VM", "before", "now", "what"],
    rows.slice(0, MOST_ROWS),
  );
  const notes = [
    ...(rows.length > MOST_ROWS ? [`! The first ${MOST_ROWS} of ${counted(rows.length, "disk")}.`] : []),
    ...gapNote("Before", before),
    ...gapNote("Now", after),
  ];
  return {
    html: table.html + notes.map((note) => `<p style="margin:4px 0">${escapeHtml(note)}</p>`).join(""),
    text: [table.text, ...notes].join("\n"),
  };
}

const changed = (
  changes: readonly DiskChange[],
  text: string,
  tone: Tone,
): readonly (readonly TableCell[])[] =>
  changes.map(({ before, after }) => row(after, cell(text, tone), words(before), words(after)));

const cell = (text: string, tone: Tone): Extract<TableCell, object> => ({ text, tone });

const row = (
  disk: DiskCoverage | undefined,
  what: TableCell,
  before: string,
  now: string,
): readonly TableCell[] => [disk?.diskName ?? "", disk?.vmName ?? "–", before, now, what];

const words = (disk: DiskCoverage | undefined): string =>
  disk === undefined ? "–" : mechanismWords[disk.mechanism];

const moment = ({ observedAt }: ComparedCoverage): string =>
  `${observedAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;

function gapNote(when: string, { gaps }: ComparedCoverage): readonly string[] {
  const without = gapWords(gaps);
  return without === undefined ? [] : [`! ${when} it was read ${without}.`];
}
