import type { InventoryGap } from "../../nouns/inventory";
import { someOf } from "../../coverage/remarks";
import type { FileRecords } from "./file-records";

/** What is missing of a file, by its own word. Pages of one query are looked at together: `incompleteQueries`. */
export function gapsOfFile(scope: string, { printed, brokenLines }: FileRecords): readonly InventoryGap[] {
  const gap = { scope, kind: "all", code: "FileIncomplete", readBefore: recordCount(printed) } as const;
  const lines = someOf(brokenLines.map(String));
  const rows =
    brokenLines.length === 1
      ? `1 row has other cells than the header (line ${lines}), and is not counted`
      : `${brokenLines.length} rows have other cells than the header (lines ${lines}), and are not counted`;
  return [
    // Where a file tells of a total, that decides: pages of one query may be in several files.
    ...(printed.some(({ hasMore, total }) => hasMore && total === undefined)
      ? [
          {
            ...gap,
            reason: `${scope} has a page of more: it names a next one, and no file says whether that is here. Export it with a command that turns the pages itself, as \`az vm list\` does.`,
          },
        ]
      : []),
    ...(brokenLines.length > 0
      ? [
          {
            ...gap,
            reason: `${scope}: ${rows}. Download it again: it is cut off, or a spreadsheet broke it.`,
          },
        ]
      : []),
  ];
}

/** What of a file was left out, and why. */
export function remarksOnFile(
  file: string,
  { printed, brokenCells }: FileRecords,
  leftOut: Readonly<Record<"other-resource" | "foreign", number>>,
): readonly string[] {
  const remarks = [...brokenCells].map(
    ([column, count]) =>
      `${file}: the cell of column ${column} is cut off in ${count} of its records, and taken for not told. Download it again, and don't save it from a spreadsheet.`,
  );
  if (leftOut.foreign > 0) {
    remarks.push(
      `${file}: ${leftOut.foreign} of ${recordCount(printed)} records name no resource of Azure (no id), and were left out. Export them with the column id.`,
    );
  }
  if (leftOut["other-resource"] > 0) {
    remarks.push(
      `${file}: ${leftOut["other-resource"]} records are of other resources than VMs and disks, and were left out.`,
    );
  }
  return remarks;
}

const recordCount = (printed: FileRecords["printed"]): number =>
  printed.reduce((sum, { records }) => sum + records.length, 0);
