import type { Command } from "commander";

import { RunbookError } from "@runbooks/azure";
import {
  assertSnapshotWritable,
  compareCoverage,
  coverageComparisonView,
  coverageCsvPieces,
  coveragePage,
  rollUp,
  type RollUpDimension,
  rollUpView,
  saveSnapshot,
  summary,
} from "@runbooks/fleet";
import { addFleet, newestIn, readCoverage, type FleetOptions } from "./fleet-source";
import { jsonPieces } from "./json-pieces";
import type { Output } from "./output";
import { assertReportWritable, writeReport } from "./report-file";

interface CoverageOptions extends FleetOptions {
  readonly by: string;
  readonly json?: true;
  readonly csv?: true;
  readonly html?: string;
  readonly save?: string;
  readonly replace?: true;
  readonly since?: string;
}

/** Exit codes of `runbook coverage`. */
const COVERAGE_WHOLE = 0;
const COVERAGE_WITH_GAPS = 1;
const COVERAGE_UNREAD = 2;

/** Adds `runbook coverage`. */
export function addCoverage(program: Command, output: Output): void {
  const command = program
    .command("coverage")
    .description(
      "Who is protected by what? Every disk of the fleet by the mechanism that it counts for. Changes nothing, and runs nothing in a guest.",
    );
  addFleet(command)
    .option(
      "--by <dimension>",
      "subscription, resource-group, location, os-type, size-family, role, mechanism, or tag:<name>",
      "subscription",
    )
    .option("--json", "print every disk, VM, snapshot and image as JSON")
    .option("--csv", "print one line a disk as CSV")
    .option("--html <file>", "write a report of one file that opens offline")
    .option("--save <folder>", "keep the fleet as a snapshot (Parquet) in a new folder")
    .option("--replace", "with --save: in the place of a snapshot that is there")
    .option(
      "--since <folder>",
      "compare with a snapshot, or with the newest in a folder of snapshots: what is newly protected, newly unprotected, moved, gone",
    )
    .addHelpText(
      "after",
      "\nExit code: 0 all was read, 1 some could not be read and is named, 2 the fleet could not be read, or wrong arguments.",
    )
    .action(async (options: CoverageOptions) => {
      output.exitCode(await coverage(options, output));
    });
}

async function coverage(options: CoverageOptions, output: Output): Promise<number> {
  const { html, save, since, json, csv, replace = false } = options;
  const by = dimensionOf(options.by);
  if (json === true && csv === true) {
    throw new RunbookError("ArgumentInvalid", "--json and --csv both print the result.", "Take one of them.");
  }
  // What can't be written is told before a reading of minutes.
  if (html !== undefined) assertReportWritable(html);
  if (save !== undefined) await assertSnapshotWritable(save, { replace });
  // Before this fleet is kept: it may be kept beside that one, and would then be the newest.
  const before = since === undefined ? undefined : await newestIn(since);
  const found = await readCoverage(options, output);
  if (save !== undefined) {
    await saveSnapshot(found, save, { replace });
    output.note(`Snapshot kept in ${save}.`);
  }
  if (html !== undefined) {
    writeReport(html, coveragePage(found));
    output.note(`Report written to ${html}.`);
  }
  if (json === true) await output.pieces(jsonPieces(found));
  else if (csv === true) await output.pieces(coverageCsvPieces(found));
  else output.result([summary(found).text, rollUpView(rollUp(found, by)).text, ...found.remarks].join("\n"));
  if (before !== undefined) {
    const { text } = coverageComparisonView(compareCoverage(before, found));
    // Beside a result that is piped on, the comparison is a note.
    if (json === true || csv === true) output.note(text);
    else output.result(text);
  }
  if (found.gaps.length === 0) return COVERAGE_WHOLE;
  const rows = found.disks.length + found.virtualMachines.length + found.copies.length;
  return rows === 0 ? COVERAGE_UNREAD : COVERAGE_WITH_GAPS;
}

const dimensions: readonly string[] = [
  "subscription",
  "resource-group",
  "location",
  "os-type",
  "size-family",
  "role",
  "mechanism",
];

function dimensionOf(text: string): RollUpDimension {
  const dimension = text.startsWith("tag:") ? text : text.toLowerCase();
  if (isDimension(dimension)) return dimension;
  throw new RunbookError(
    "ArgumentInvalid",
    `'${text}' is nothing that a fleet is rolled up by.`,
    `Give ${dimensions.join(", ")} or tag:<name>.`,
  );
}

const isDimension = (text: string): text is RollUpDimension =>
  dimensions.includes(text) || /^tag:.+/.test(text);
