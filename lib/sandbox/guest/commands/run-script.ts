import { gzipSync } from "node:zlib";
import type { Resource, World } from "../../state";
import { type Command, statementsOf } from "./languages";
import { type CommandContext, volumesOf } from "../volumes";
import { powerShellCommands } from "./powershell";
import { runCollecting, type PowerShellSession } from "./collecting-script";
import { shellCommands } from "./shell";
import type { GuestOperatingSystem } from "../guest";
import { hardwareOf } from "../hardware";

/** What a script printed, and its exit code. */
export interface ScriptOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/**
 * Runs a script in a guest, line by line.
 *
 * The sandbox understands the few commands that its tables list; any other line is refused by name, ends in exit code 127, and the
 * rest runs. No line changes anything in the guest.
 */
export function runScript(
  world: World,
  guest: GuestOperatingSystem,
  virtualMachine: Resource,
  lines: readonly string[],
): ScriptOutput {
  switch (guest.specification.runCommand) {
    case "prints-nothing":
      return { stdout: "", stderr: "", exitCode: 0 };
    case "prints-garbage":
      return { stdout: "\u0000\uFFFD}{ %!s(MISSING) 0xDEADBEEF\n", stderr: "", exitCode: 0 };
    case "answers":
    case undefined:
      break;
  }
  const context: CommandContext = {
    world,
    virtualMachine,
    guest,
    specification: guest.specification,
    hardware: hardwareOf(world, virtualMachine),
    volumes: volumesOf(world, guest, virtualMachine),
  };
  const outputs = guest.osType === "Windows" ? runPowerShell(context, lines) : runShell(context, lines);
  const unknown = outputs.some(({ exitCode }) => exitCode === 127);
  return {
    stdout: outputs.map(({ stdout, isPacked }) => (isPacked ? stdout : withNewline(stdout))).join(""),
    stderr: outputs.map(({ stderr }) => withNewline(stderr)).join(""),
    exitCode: unknown ? 127 : (outputs.at(-1)?.exitCode ?? 0),
  };
}

function runShell(context: CommandContext, lines: readonly string[]): readonly LineOutput[] {
  const outputs: LineOutput[] = [];
  let groupStart: number | undefined;
  for (const line of lines.flatMap((text) => text.split(/\r?\n/)).map((text) => text.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    if (line === "{") groupStart = outputs.length;
    else if (groupStart !== undefined && line === "} 2>&1 | gzip -c | base64 -w 0") {
      outputs.push(packed(outputs.splice(groupStart)));
      groupStart = undefined;
    } else outputs.push(runLine(shellCommands, context, line));
  }
  return outputs;
}

function runPowerShell(context: CommandContext, lines: readonly string[]): readonly LineOutput[] {
  const session: PowerShellSession = { lines: [], sections: 0 };
  return statementsOf(lines.flatMap((line) => line.split(/\r?\n/))).map((statement): ScriptOutput => {
    const collected = runCollecting(context, session, statement);
    return collected === undefined
      ? runLine(powerShellCommands, context, statement)
      : { stdout: collected.stdout ?? "", stderr: "", exitCode: 0 };
  });
}

/** What a line printed. */
interface LineOutput extends ScriptOutput {
  /** `base64 -w 0` ends without a new line. */
  readonly isPacked?: true;
}

/** What a group of lines printed, errors in between, packed. */
function packed(outputs: readonly ScriptOutput[]): LineOutput {
  const text = outputs.map(({ stdout, stderr }) => withNewline(stdout) + withNewline(stderr)).join("");
  return { stdout: gzipSync(text).toString("base64"), stderr: "", exitCode: 0, isPacked: true };
}

function runLine(commands: readonly Command[], context: CommandContext, line: string): ScriptOutput {
  for (const { pattern, run } of commands) {
    const match = pattern.exec(line);
    if (match === null) continue;
    const { stdout = "", stderr = "", exitCode = 0 } = run(context, match);
    return { stdout, stderr, exitCode };
  }
  const name = /^\S+/.exec(line)?.[0] ?? line;
  return { stdout: "", stderr: `(sandbox) ${name}: command not found`, exitCode: 127 };
}

const withNewline = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}\n`);
