import type { Command } from "commander";

import { RunbookError } from "@runbooks/azure";
import type { CloudName, Target } from "@runbooks/disk-encryption";

/** Which Azure a command talks to. */
export interface TargetOptions {
  readonly fleet?: string;
  readonly live?: string;
  readonly cloud?: string;
}

/**
 * Adds the options that name the Azure: the sandbox unless `--live` is given.
 *
 * @param live - what `--live` does.
 */
export function addTarget(
  command: Command,
  live = "look into live Azure, in this subscription, with your own credentials",
): Command {
  return command
    .option("--fleet <name>", "fleet of the sandbox (default: contoso)")
    .option("--live <subscription>", live)
    .option("--cloud <name>", "cloud of --live: public, us-government or china");
}

/**
 * The Azure that the options name.
 *
 * @throws RunbookError `ArgumentInvalid`.
 */
export function targetOf({ live, cloud, fleet }: TargetOptions): Target {
  if (live === undefined) {
    if (cloud !== undefined) {
      throw new RunbookError(
        "ArgumentInvalid",
        "--cloud is for live Azure.",
        "Add --live <subscription>, or leave it out.",
      );
    }
    return fleet === undefined ? {} : { fleet };
  }
  return { mode: "live", subscriptionId: live, ...(cloud === undefined ? {} : { cloud: cloudOf(cloud) }) };
}

/** A cloud by its name. */
function cloudOf(name: string): CloudName {
  if (name === "public" || name === "us-government" || name === "china") return name;
  throw new RunbookError(
    "ArgumentInvalid",
    `'${name}' is not a cloud.`,
    "Give public, us-government or china.",
  );
}
