import { statSync } from "node:fs";

import type { Command } from "commander";

import { defined, RunbookError } from "@runbooks/azure";
import { connect, type Connection, type Target } from "@runbooks/disk-encryption";
import {
  counted,
  type Coverage,
  coverageOf,
  type FleetProgressOptions,
  fleetProgressWords,
  folderKind,
  openFleet,
  readFleet,
  readFleetFromFiles,
  readFleetFromGraph,
  readFleetSizes,
  snapshotsIn,
  whereLong,
} from "@runbooks/fleet";
import type { Output } from "./output";
import { addTarget, targetOf, type TargetOptions } from "./target";

/** Which fleet is read, and from where. */
export interface FleetOptions extends TargetOptions {
  readonly source: string;
  readonly subscription?: readonly string[];
  readonly managementGroup?: readonly string[];
  readonly instanceViews?: true;
  readonly generate?: string;
}

/** Adds the options that name a fleet. */
export function addFleet(command: Command): Command {
  command
    .option(
      "--source <source>",
      "arm: lists of Resource Manager; graph: Azure Resource Graph, for many subscriptions; or a folder with exports (az graph query, or az vm list -d and az disk list -g; Resource Graph Explorer) or with snapshots, of which the newest counts",
      "arm",
    )
    .option(
      "--subscription <id...>",
      "only these subscriptions (default: all that you see; of files, all that are in them)",
    )
    .option("--management-group <name...>", "with --source graph: all subscriptions below it")
    .option(
      "--instance-views",
      "with --source graph: also ask Resource Manager what Azure Disk Encryption last reported, one request for each VM that has it; without it most of a Linux VM's stamped disks are unknown",
    )
    .option("--generate <VMs>", "a made-up fleet of so many VMs in the sandbox");
  return addTarget(
    command,
    "read live Azure with your own credentials: all subscriptions that you see, this one among them, unless --subscription or --management-group says otherwise",
  );
}

/**
 * Reads the fleet that the options name, and who in it is protected by what.
 *
 * @throws RunbookError `ArgumentInvalid`, or what the reading throws.
 */
export async function readCoverage(options: FleetOptions, output: Output): Promise<Coverage> {
  const { source, subscription, managementGroup, instanceViews } = options;
  assertForGraph("--management-group", managementGroup, source);
  assertForGraph("--instance-views", instanceViews, source);
  if (source !== "arm" && source !== "graph") return await ofPath(source, options);
  const azure = await connected(options, output);
  const shared = {
    ...defined({ subscriptionIds: subscription }),
    ...progressOn(output),
  };
  const inventory =
    source === "arm"
      ? await readFleet(azure, { ...shared, withPowerStates: true })
      : await readFleetFromGraph(azure, {
          ...shared,
          ...defined({ managementGroups: managementGroup, withInstanceViews: instanceViews }),
        });
  return coverageOf(inventory, { sizes: await readFleetSizes(azure, inventory) });
}

/** What to do about an option of Resource Graph elsewhere. */
const insteadOfGraph = {
  "--management-group": "Add --source graph, or name the subscriptions with --subscription.",
  "--instance-views": "Add --source graph; with --source arm they are read in any case.",
} as const;

function assertForGraph(option: keyof typeof insteadOfGraph, value: unknown, source: string): void {
  if (value === undefined || source === "graph") return;
  throw new RunbookError("ArgumentInvalid", `${option} is for Resource Graph.`, insteadOfGraph[option]);
}

/** A line that goes on, on a terminal; elsewhere one note, where Azure's quotas make the reading a long one. */
function progressOn(output: Output): FleetProgressOptions {
  const { progress } = output;
  if (progress !== undefined) {
    return {
      onProgress: (state) => {
        progress(fleetProgressWords(state));
      },
    };
  }
  let isSaid = false;
  return whereLong((words) => {
    if (!isSaid) output.note(words);
    isSaid = true;
  });
}

async function connected(options: FleetOptions, output: Output): Promise<Connection> {
  const azure = await connect(generated(options) ?? targetOf(options));
  output.note(
    azure.mode === "sandbox"
      ? "Sandbox: an Azure inside this process. For your own: --live <subscription>."
      : `Live Azure as ${azure.principal.name}, who sees ${counted(azure.visibleSubscriptions.length, "subscription")}. Reads only.`,
  );
  return azure;
}

function generated({ generate, live, fleet }: FleetOptions): Target | undefined {
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

/**
 * The newest snapshot of a folder: itself, or in it.
 *
 * @throws RunbookError `SnapshotUnreadable`, `SqlEngineMissing`.
 */
export async function newestIn(folder: string): Promise<Coverage> {
  const fleet = await openFleet(folder);
  try {
    return await fleet.coverage();
  } finally {
    await fleet.close();
  }
}

async function ofPath(path: string, options: FleetOptions): Promise<Coverage> {
  const { subscription, live, fleet, generate } = options;
  if (live !== undefined || fleet !== undefined || generate !== undefined) {
    throw new RunbookError(
      "ArgumentInvalid",
      `--source ${path} reads files, and asks no Azure.`,
      "Leave --live, --fleet and --generate out, or take --source arm or graph.",
    );
  }
  if (statSync(path, { throwIfNoEntry: false }) === undefined) {
    throw new RunbookError(
      "ArgumentInvalid",
      `--source ${path} is neither arm nor graph, nor a file or folder that is there.`,
      "Give arm, graph, or the path of a folder with exports or snapshots.",
    );
  }
  const only = subscription === undefined ? {} : { subscriptionIds: subscription };
  if (!(await hasSnapshot(path))) return coverageOf(await readFleetFromFiles(path, only));
  if (subscription === undefined) return await newestIn(path);
  throw new RunbookError(
    "ArgumentInvalid",
    `--source ${path} is a snapshot, and has the subscriptions that were read then.`,
    "Leave --subscription out, and look at one with --by subscription or in SQL.",
  );
}

const hasSnapshot = async (path: string): Promise<boolean> =>
  (await folderKind(path)) !== "other" || (await snapshotsIn(path)).length > 0;
