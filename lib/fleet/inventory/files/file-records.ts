import { extname } from "node:path";

import { csvRecords, type CsvRecords } from "./csv-records";
import { exportedText } from "./exported-text";
import { jsonRecords, type JsonRecords } from "./json-records";
import { refuseOtherOutput } from "./other-output";

/** What an exported file holds, whatever its format. */
export interface FileRecords extends Pick<CsvRecords, "brokenLines" | "brokenCells"> {
  /** What was printed into it, one after the other. */
  readonly printed: readonly JsonRecords[];
}

const jsonExtensions = new Set([".json", ".jsonl", ".ndjson"]);

/**
 * Reads an exported file: JSON, JSON lines or CSV, whatever its name says.
 *
 * @throws RunbookError `FileUnreadable`, with what the file is instead and what to do.
 */
export function fileRecords(bytes: Uint8Array, fileName: string): FileRecords {
  const text = exportedText(bytes, fileName);
  refuseOtherOutput(text, fileName);
  const isJson = /^\s*[[{]/.test(text) || jsonExtensions.has(extname(fileName).toLowerCase());
  if (isJson) return { printed: jsonRecords(text, fileName), brokenLines: [], brokenCells: new Map() };
  const { records, ...broken } = csvRecords(text, fileName);
  return { printed: [{ records, hasMore: false }], ...broken };
}
