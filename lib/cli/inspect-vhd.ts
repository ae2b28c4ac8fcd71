import type { Command } from "commander";

import { views } from "@runbooks/disk-encryption";
import { inspectVhdFile } from "@runbooks/vhd";
import type { Output } from "./output";

interface InspectVhdOptions {
  readonly parent?: readonly string[];
  readonly json?: true;
}

/** Exit codes of `runbook inspect-vhd`. */
const VHD_READY = 0;
const VHD_NOT_READY = 1;

/** Adds `runbook inspect-vhd FILE`. */
export function addInspectVhd(program: Command, output: Output): void {
  program
    .command("inspect-vhd")
    .description(
      "What is in a .vhd, and would Azure take it? Reads a few MiB of the file. Changes nothing, talks to nobody.",
    )
    .argument("<file>", "path of the file")
    .option(
      "--parent <file>",
      "parent of a differencing VHD, where it is not beside it; repeat it for each parent",
      (file: string, before: readonly string[] | undefined) => [...(before ?? []), file],
    )
    .option("--json", "print the report as JSON")
    .addHelpText(
      "after",
      "\nExit code: 0 ready, 1 not ready or not known, 2 the file can't be read, or wrong arguments.\n" +
        "Not known: nothing known is wrong, but part of the disk is not understood.",
    )
    .action(async (file: string, { parent = [], json }: InspectVhdOptions) => {
      const report = await inspectVhdFile(file, { parents: parent });
      output.result(json === true ? JSON.stringify(report, undefined, 2) : views.vhdReport(report).text);
      output.exitCode(report.verdict.outcome === "ready" ? VHD_READY : VHD_NOT_READY);
    });
}
