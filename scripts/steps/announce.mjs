import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the clone. */
export const projectFolder = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Something that keeps a command from going on, with its cure: two lines for a person, no stack. */
export class Obstacle extends Error {
  constructor(message, cure) {
    super(message);
    this.cure = cure;
  }
}

/** Says what is done next. One line a step; on standard error, so that a command's result can be piped. */
export function announce(step) {
  console.error(`• ${step}`);
}

/** Runs a command's main function; an obstacle becomes its two lines and the exit code given, 1 by default. */
export async function runMain(main, failureCode = 1) {
  try {
    await main();
  } catch (error) {
    process.exitCode = failureCode;
    if (error instanceof Obstacle) console.error(`✘ ${error.message}\n  Try: ${error.cure}`);
    // The library's own errors are two lines already.
    else console.error(error?.name === "RunbookError" ? `✘ ${error}` : error);
  }
}

/** Whether this file is the one that node was started with. */
export function isMain(importMeta) {
  return process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(importMeta.url);
}
