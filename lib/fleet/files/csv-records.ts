import { parse } from "csv-parse/sync";

import { RunbookError } from "../../errors";
import { jsonOfText } from "./json-records";

/** A row of an exported file: its fields by name. */
export type ExportedRecord = Readonly<Record<string, unknown>>;

/** In the order that they are tried: what separates the fields of the first line. */
const separators = [",", ";", "\t", "|"] as const;

/**
 * Reads a CSV with a header, as Resource Graph Explorer downloads it: commas, semicolons (spreadsheets of many languages), tabs or bars. A cell that
 * holds JSON, as `properties` and `tags` do, is read as such; `null` and an empty cell are `null`.
 *
 * @throws RunbookError `FileUnreadable` where quotes are not closed or rows have more fields than the header.
 */
export function csvRecords(text: string, fileName: string): readonly ExportedRecord[] {
  const [header = ""] = text.split(/\r?\n/, 1);
  const separator = separators.reduce((best, one) => (count(header, one) > count(header, best) ? one : best));
  try {
    const rows = parse(text, {
      delimiter: separator,
      columns: (names: readonly string[]) => names.map((name) => name.trim()),
      skip_empty_lines: true,
      relax_column_count_less: true,
      trim: true,
    }) as readonly Readonly<Record<string, string>>[];
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).flatMap(([name, cell]) => fieldOf(name, cell))),
    );
  } catch (error) {
    throw new RunbookError(
      "FileUnreadable",
      `${fileName} is no whole CSV: ${error instanceof Error ? error.message : String(error)}.`,
      "Download it again; a spreadsheet that saved it may have broken its quotes.",
      { cause: error },
    );
  }
}

const count = (line: string, separator: string): number => line.split(separator).length;

function fieldOf(name: string, cell: string): readonly (readonly [string, unknown])[] {
  if (name === "") return [];
  if (cell === "" || cell === "null") return [[name, null]];
  return [[name, /^[[{]/.test(cell) ? (jsonOfText(cell) ?? cell) : cell]];
}
