import { dirname, join, relative } from "node:path";

import type { Command } from "commander";

import type { WalkthroughResult } from "@runbooks/kernel/headless";
import type { Output } from "./output";

interface RunOptions {
  readonly parameter: readonly string[];
  readonly out: string;
  readonly notebooks: string;
  readonly json?: true;
}

/** Exit code of `runbook run` where a notebook failed. */
const RUN_FAILED = 1;

/** Adds `runbook run NAME...`. */
export function addRun(program: Command, output: Output): void {
  program
    .command("run")
    .description(
      "Run notebooks without Jupyter, from top to bottom, in the order of their names. Talks to the sandbox unless a parameter says " +
        "otherwise; executed copies and pages are written.",
    )
    .argument("<name...>", "a notebook's name, or the beginning of it: 05")
    .option(
      "-p, --parameter <name=value>",
      "set a parameter, once for each (JSON, or else a text)",
      collect,
      [],
    )
    .option("--out <folder>", "where executed copies and pages go", "out")
    .option("--notebooks <folder>", "where the notebooks are", NOTEBOOKS)
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nExample: runbook run 05 -p windowsVm=vm-hr-01 -p approvedWindowsVm=vm-hr-01 -p linuxVm=\n" +
        "\nExit code: 0 all passed, 1 one failed (its section is named), 2 it could not be run.",
    )
    .action(async (names: readonly string[], options: RunOptions) => {
      output.exitCode(await run(names, options, output));
    });
}

// Beside the package, wherever the command is called from, and whether this runs from source or from `dist`.
const NOTEBOOKS = join(
  dirname(require.resolve("@runbooks/disk-encryption/package.json")),
  "..",
  "..",
  "notebooks",
);

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

async function run(
  names: readonly string[],
  { parameter, out, notebooks, json }: RunOptions,
  output: Output,
): Promise<number> {
  // Loads tslab and its TypeScript, which takes a second: not for the other verbs.
  const { parseParameters, walkthrough } = await import("@runbooks/kernel/headless");
  const results = await walkthrough({
    notebooksFolder: notebooks,
    outFolder: out,
    names,
    parameters: parseParameters(parameter),
    onCell: (name, { number, count }) => output.progress?.(`… ${name}  cell ${number} of ${count}`),
    ...(json !== true && {
      onNotebook: (result) => {
        output.result(resultText(result));
      },
    }),
  });
  if (json === true) output.result(JSON.stringify(results.map(resultJson), undefined, 2));
  return results.some(({ failed }) => failed !== undefined) ? RUN_FAILED : 0;
}

function resultText({ name, cellCount, elapsedInMs, failed, pagePath }: WalkthroughResult): string {
  const page = relative(process.cwd(), pagePath);
  const time = `${(elapsedInMs / 1_000).toFixed(1)} s  ${page}`;
  if (failed === undefined) return `✔ ${name}  ${cellCount} cells  ${time}`;
  const section = failed.section === undefined ? "" : ` of section "${failed.section}"`;
  return [`✘ ${name}  cell ${failed.number}${section} failed  ${time}`, ...failed.traceback].join("\n    ");
}

function resultJson({
  name,
  cellCount,
  elapsedInMs,
  failed,
  notebookPath,
  pagePath,
}: WalkthroughResult): unknown {
  return {
    notebook: name,
    outcome: failed === undefined ? "passed" : "failed",
    cells: cellCount,
    elapsedInMs: Math.round(elapsedInMs),
    ...(failed !== undefined && {
      failed: {
        cell: failed.number,
        section: failed.section,
        code: failed.ename,
        lines: failed.traceback,
      },
    }),
    executed: notebookPath,
    page: pagePath,
  };
}
