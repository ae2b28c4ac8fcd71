import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { projectFolder } from "./announce.mjs";

/**
 * Runs a program to its end. The result has its exit code and, unless it is shown, what it printed.
 *
 * Never through a shell: paths with spaces need no quotes. On a terminal one line tells meanwhile how long it has taken and what it said last.
 */
export function run(
  program,
  programArguments,
  { show = false, env = {}, cwd = projectFolder, terminal = process.stderr, tellEveryInMs = 1_000 } = {},
) {
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
    const stopTelling = show ? () => {} : tell(terminal, tellEveryInMs, () => output);
    const end = (result) => {
      stopTelling();
      resolve(result);
    };
    child.once("error", (error) => end({ code: 127, output: error.message }));
    child.once("close", (code) => end({ code: code ?? 1, output }));
  });
}

/** Keeps one line of a terminal up to date until the function that it returns is called; elsewhere nothing is told. */
function tell(terminal, everyInMs, outputOf) {
  if (terminal.isTTY !== true) return () => {};
  const beganAtInMs = performance.now();
  const clear = "\r\u001b[K";
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - beganAtInMs) / 1_000);
    const line = `  ${seconds} s  ${stripVTControlCharacters(lastLine(outputOf()))}`;
    terminal.write(`${clear}${line.slice(0, (terminal.columns ?? 80) - 1)}`);
  }, everyInMs);
  return () => {
    clearInterval(timer);
    terminal.write(clear);
  };
}

/** The last lines of what a program printed, for an error's first line. */
export function lastLine(output) {
  return output.trim().split("\n").at(-1)?.trim() ?? "";
}
