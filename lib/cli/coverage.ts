import { statSync, writeFileSync } from "node:fs";

import type { Command } from "commander";

import type { Inventory } from "../azure/inventory";
import { connect, type Target } from "../client/connect";
import type { Connection } from "../client/connection";
import { compareCoverage } from "../coverage/compare";
import { coverageOf } from "../coverage/coverage-of";
import type { Coverage, RollUpDimension } from "../coverage/coverage";
import { rollUp } from "../coverage/roll-up";
import { summary } from "../coverage/summary";
import { RunbookError } from "../errors";
import { readFleet } from "../fleet/arm";
import { readFleetFromFiles } from "../fleet/files";
import { readFleetFromGraph } from "../fleet/graph";
import { openFleet } from "../fleet/sql";
import { readFleetSizes } from "../fleet/sizes";
import { saveSnapshot } from "../fleet/snapshot";
import { coverageComparisonView } from "../presentation/coverage-comparison-view";
import { coverageCsv } from "../presentation/coverage-report/coverage-csv";
import { coveragePage } from "../presentation/coverage-report/coverage-page";
import { rollUpView } from "../presentation/roll-up-view";
import type { Output } from "./output";
import { addTarget, targetOf, type TargetOptions } from "./target";

interface CoverageOptions extends TargetOptions {
  readonly source: string;
  readonly subscription?: readonly string[];
  readonly managementGroup?: readonly string[];
  readonly instanceViews?: true;
  readonly by: string;
  readonly json?: true;
  readonly csv?: true;
  readonly html?: string;
  readonly save?: string;
  readonly since?: string;
  readonly generate?: string;
}

/** Exit codes of `runbook coverage`. */
export const COVERAGE_WHOLE = 0;
export const COVERAGE_WITH_GAPS = 1;

/** Adds `runbook coverage`. */
export function addCoverage(program: Command, output: Output): void {
  const command = program
    .command("coverage")
    .description(
      "Who is protected by what? Every disk of the fleet by the mechanism that it counts for. Changes nothing, and runs nothing in a guest.",
    )
    .option(
      "--source <source>",
      "arm: lists of Resource Manager; graph: Azure Resource Graph, for many subscriptions; or a folder with exports (az vm list -d, az disk list, az graph query, Resource Graph Explorer)",
      "arm",
    )
    .option("--subscription <id...>", "only these subscriptions (default: all that you see)")
    .option("--management-group <name...>", "with --source graph: all subscriptions below it")
    .option(
      "--instance-views",
      "with --source graph: also ask Resource Manager how far Azure Disk Encryption is, one request for each VM that has it",
    )
    .option(
      "--by <dimension>",
      "subscription, resource-group, location, os-type, size-family, role, mechanism, or tag:<name>",
      "subscription",
    )
    .option("--json", "print every disk, VM, snapshot and image as JSON")
    .option("--csv", "print one line a disk as CSV")
    .option("--html <file>", "write a report of one file that opens offline")
    .option("--save <folder>", "keep the fleet as a snapshot (Parquet) in a new folder")
    .option(
      "--since <folder>",
      "compare with a snapshot: what is newly protected, newly unprotected, moved, gone",
    )
    .option("--generate <VMs>", "a made-up fleet of so many VMs in the sandbox");
  addTarget(command)
    .addHelpText(
      "after",
      "\nExit code: 0 all was read, 1 some could not be read and is named, 2 the fleet could not be read, or wrong arguments.",
    )
    .action(async (options: CoverageOptions) => {
      output.exitCode(await coverage(options, output));
    });
}

async function coverage(options: CoverageOptions, output: Output): Promise<number> {
  const by = dimensionOf(options.by);
  if (options.json === true && options.csv === true) {
    throw new RunbookError("ArgumentInvalid", "--json and --csv both print the result.", "Take one of them.");
  }
  const found = await readCoverage(options, output);
  if (options.save !== undefined) {
    await saveSnapshot(found, options.save);
    output.note(`Snapshot kept in ${options.save}.`);
  }
  if (options.html !== undefined) {
    writeFileSync(options.html, coveragePage(found));
    output.note(`Report written to ${options.html}.`);
  }
  if (options.json === true) output.result(JSON.stringify(found, undefined, 2));
  else if (options.csv === true) output.result(coverageCsv(found));
  else output.result([summary(found).text, rollUpView(rollUp(found, by)).text, ...found.remarks].join("\n"));
  if (options.since !== undefined) await showSince(found, options.since, options, output);
  return found.gaps.length === 0 ? COVERAGE_WHOLE : COVERAGE_WITH_GAPS;
}

/** Beside a result that is piped on, the comparison is a note. */
async function showSince(
  now: Coverage,
  folder: string,
  { json, csv }: CoverageOptions,
  output: Output,
): Promise<void> {
  const fleet = await openFleet(folder);
  try {
    const { text } = coverageComparisonView(compareCoverage(await fleet.coverage(), now));
    if (json === true || csv === true) output.note(text);
    else output.result(text);
  } finally {
    await fleet.close();
  }
}

async function readCoverage(options: CoverageOptions, output: Output): Promise<Coverage> {
  const { source, subscription, managementGroup, instanceViews } = options;
  if (managementGroup !== undefined && source !== "graph") {
    throw new RunbookError(
      "ArgumentInvalid",
      "--management-group is for Resource Graph.",
      "Add --source graph, or name the subscriptions with --subscription.",
    );
  }
  if (instanceViews === true && source !== "graph") {
    throw new RunbookError(
      "ArgumentInvalid",
      "--instance-views is for Resource Graph.",
      "Add --source graph; with --source arm they are read in any case.",
    );
  }
  if (source !== "arm" && source !== "graph") return coverageOf(await ofFiles(source, options));
  const azure = await connected(options, output);
  const named = subscription === undefined ? {} : { subscriptionIds: subscription };
  const inventory =
    source === "arm"
      ? await readFleet(azure, named)
      : await readFleetFromGraph(azure, {
          ...named,
          ...(managementGroup === undefined ? {} : { managementGroups: managementGroup }),
          ...(instanceViews === undefined ? {} : { withInstanceViews: instanceViews }),
        });
  return coverageOf(inventory, { sizes: await readFleetSizes(azure, inventory) });
}

async function connected(options: CoverageOptions, output: Output): Promise<Connection> {
  const azure = await connect(generated(options) ?? targetOf(options));
  output.note(
    azure.mode === "sandbox"
      ? "Sandbox: an Azure inside this process. For your own: --live <subscription>."
      : `Live Azure as ${azure.principal.name}. Reads only.`,
  );
  return azure;
}

function generated({ generate, live, fleet }: CoverageOptions): Target | undefined {
  if (generate === undefined) return undefined;
  const virtualMachines = Number(generate);
  if (
    !Number.isInteger(virtualMachines) ||
    virtualMachines < 1 ||
    live !== undefined ||
    fleet !== undefined
  ) {
    throw new RunbookError(
      "ArgumentInvalid",
      `--generate ${generate} names no made-up fleet.`,
      "Give a number of VMs from 1 to 200000, without --live and --fleet.",
    );
  }
  return { generate: { virtualMachines } };
}

async function ofFiles(
  folder: string,
  { subscription, live, fleet, generate }: CoverageOptions,
): Promise<Inventory> {
  if (live !== undefined || fleet !== undefined || generate !== undefined) {
    throw new RunbookError(
      "ArgumentInvalid",
      `--source ${folder} reads files, and asks no Azure.`,
      "Leave --live, --fleet and --generate out, or take --source arm or graph.",
    );
  }
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) {
    throw new RunbookError(
      "ArgumentInvalid",
      `--source ${folder} is neither arm nor graph, nor a file or folder that is there.`,
      "Give arm, graph, or the path of a folder with exports.",
    );
  }
  const inventory = await readFleetFromFiles(folder);
  if (subscription === undefined) return inventory;
  const wanted = new Set(subscription.map((id) => id.toLowerCase()));
  const ofWanted = <T extends { readonly subscriptionId: string }>(rows: readonly T[]): readonly T[] =>
    rows.filter(({ subscriptionId }) => wanted.has(subscriptionId));
  return {
    ...inventory,
    subscriptions: ofWanted(inventory.subscriptions),
    virtualMachines: ofWanted(inventory.virtualMachines),
    disks: ofWanted(inventory.disks),
    snapshots: ofWanted(inventory.snapshots),
    images: ofWanted(inventory.images),
    diskEncryptionSets: ofWanted(inventory.diskEncryptionSets),
  };
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
  if (isDimension(text)) return text;
  throw new RunbookError(
    "ArgumentInvalid",
    `'${text}' is nothing that a fleet is rolled up by.`,
    `Give ${dimensions.join(", ")} or tag:<name>.`,
  );
}

const isDimension = (text: string): text is RollUpDimension =>
  dimensions.includes(text) || /^tag:.+/.test(text);
