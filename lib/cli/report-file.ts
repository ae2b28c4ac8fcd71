import { accessSync, constants, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { RunbookError } from "@runbooks/azure";

/**
 * Makes sure that a file could be written, and writes nothing: to be asked before a long reading.
 *
 * @throws RunbookError `FileUnwritable`.
 */
export function assertReportWritable(file: string): void {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there?.isDirectory() === true) throw unwritable(file, "it is a folder");
  try {
    accessSync(there === undefined ? dirname(file) : file, constants.W_OK);
  } catch (error) {
    throw unwritable(file, reasonOf(error), error);
  }
}

/**
 * Writes a report.
 *
 * @throws RunbookError `FileUnwritable`.
 */
export function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw unwritable(file, reasonOf(error), error);
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const unwritable = (file: string, why: string, cause?: unknown): RunbookError =>
  new RunbookError(
    "FileUnwritable",
    `${file} can't be written: ${why}.`,
    "Name a file in a folder that is there and that you may write to.",
    { cause },
  );
