import { spawn } from "node:child_process";
import { projectFolder } from "./announce.mjs";

/**
 * Runs a program to its end. The result has its exit code and, unless it is shown, what it printed.
 *
 * Never through a shell: paths with spaces need no quotes.
 */
export function run(program, programArguments, { show = false, env = {}, cwd = projectFolder } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, programArguments, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
      windowsHide: true,
    });
    let output = "";
    const collect = (chunk) => (output += chunk);
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    child.once("error", (error) => resolve({ code: 127, output: error.message }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The last lines of what a program printed, for an error's first line. */
export function lastLine(output) {
  return output.trim().split("\n").at(-1)?.trim() ?? "";
}
