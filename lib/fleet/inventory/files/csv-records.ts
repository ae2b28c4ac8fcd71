import { parse } from "csv-parse/sync";

import { RunbookError } from "@runbooks/azure";
import { jsonOfText } from "./json-records";

/** A row of an exported file: its fields by name. */
export type ExportedRecord = Readonly<Record<string, unknown>>;

/** What a CSV file holds. */
export interface CsvRecords {
  readonly records: readonly ExportedRecord[];
  /** Lines on which a row ends that has other cells than the header: what is in it can't be told, and it is not among the records. */
  readonly brokenLines: readonly number[];
  /** By column, of how many records a cell is left out since it begins as JSON and is none: a spreadsheet cuts long cells off. */
  readonly brokenCells: ReadonlyMap<string, number>;
}

/** In the order that they are tried: what separates the fields of the first line. */
const separators = [",", ";", "\t", "|"] as const;

/**
 * Reads a CSV with a header, as Resource Graph Explorer downloads it: commas, semicolons (spreadsheets of many languages), tabs or bars. A cell that
 * holds JSON, as `properties` and `tags` do, is read as such; `null` and an empty cell are `null`.
 *
 * @throws RunbookError `FileUnreadable` where quotes are not closed, and where there is no header.
 */
export function csvRecords(text: string, fileName: string): CsvRecords {
  const [firstLine = ""] = text.split(/\r?\n/, 1);
  const separator = separators.reduce((best, one) =>
    count(firstLine, one) > count(firstLine, best) ? one : best,
  );
  const [header, ...rows] = rowsOf(text, separator, fileName);
  const names = header?.cells ?? [];
  if (names.some((name) => /^\/subscriptions\//i.test(name))) {
    throw new RunbookError(
      "FileUnreadable",
      `${fileName} has no line with the columns' names, as \`az ... -o tsv\` prints it.`,
      "Export it with -o json.",
    );
  }
  const brokenLines: number[] = [];
  const brokenCells = new Map<string, number>();
  const records: ExportedRecord[] = [];
  for (const { cells, line } of rows) {
    // A spreadsheet may add empty cells at a row's end.
    if (cells.length < names.length || cells.slice(names.length).some((cell) => cell !== "")) {
      brokenLines.push(line);
      continue;
    }
    const record: Record<string, unknown> = {};
    for (const [index, name] of names.entries()) {
      const value = valueOf(cells[index] ?? "");
      if (value === undefined) brokenCells.set(name, (brokenCells.get(name) ?? 0) + 1);
      else if (name !== "") record[name] = value;
    }
    records.push(record);
  }
  return { records, brokenLines, brokenCells };
}

interface CsvRow {
  readonly cells: readonly string[];
  readonly line: number;
}

function rowsOf(text: string, delimiter: string, fileName: string): readonly CsvRow[] {
  try {
    const rows: CsvRow[] = [];
    parse(text, {
      delimiter,
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true,
      on_record: (cells: readonly string[], { lines: line }) => {
        rows.push({ cells, line });
        return null;
      },
    });
    return rows;
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

/** Undefined: begins as JSON, and is none. */
function valueOf(cell: string): unknown {
  if (cell === "" || cell === "null") return null;
  return /^[[{]/.test(cell) ? jsonOfText(cell) : cell;
}
