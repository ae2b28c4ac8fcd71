import { Command } from "commander";

import { RunbookError } from "@runbooks/azure";
import { addCheck } from "./check";
import { addCoverage } from "./coverage";
import { addInspectVhd } from "./inspect-vhd";
import { processOutput, type Output } from "./output";
import { addRun } from "./run";
import { version } from "./version";

/** Exit code where a command could not do its work: bad arguments, nothing found, Azure refused. */
export const FAILED = 2;

/**
 * The command line `runbook <verb>`.
 *
 * An error is two lines on standard error, code and message, then what to try; the exit code is then 2.
 *
 * @param args - what follows the program's name.
 */
export async function runbook(args: readonly string[], output: Output = processOutput()): Promise<void> {
  const program = new Command("runbook")
    .description(
      "Runbooks for Azure disk encryption, from the command line. Talks to the sandbox unless --live is given.",
    )
    .version(version(), "--version", "print the version")
    .showHelpAfterError(helpHint())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        output.result(text.trimEnd());
      },
      writeErr: (text) => {
        output.note(text.trimEnd());
      },
    });
  addRun(program, output);
  addCheck(program, output);
  addCoverage(program, output);
  addInspectVhd(program, output);
  for (const command of program.commands) {
    command.copyInheritedSettings(program).showHelpAfterError(helpHint(command.name()));
  }
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof RunbookError) {
      output.note(error.toString());
      output.exitCode(FAILED);
      return;
    }
    // Commander has said what is wrong already; asking for help is no error.
    if (error instanceof Error && "exitCode" in error) {
      output.exitCode(error.exitCode === 0 ? 0 : FAILED);
      return;
    }
    throw error;
  }
}

/** What to try where the arguments are wrong. */
function helpHint(command?: string): string {
  return `Try: runbook ${command === undefined ? "" : `${command} `}--help`;
}
