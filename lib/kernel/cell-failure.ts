import { resolve, sep } from "node:path";
import { inspect } from "node:util";
import { RunbookError } from "@runbooks/azure";

/** Why a cell failed, in the words of Jupyter's `error` output. */
export interface CellFailure {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: string[];
}

/** One message of the compiler about a cell. Lines and columns count from one. */
export interface CompilerMessage {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

const PROJECT_FOLDER = resolve(__dirname, "..", "..", "..");
const MAXIMUM_FRAMES = 5;

/** The failure of a cell that didn't compile: nothing of it was run. */
export function compilerFailure(messages: readonly CompilerMessage[]): CellFailure {
  const lines = messages.map(({ line, column, text }) => `${line}:${column} - ${text}`);
  return { ename: "CompilerError", evalue: lines[0] ?? "", traceback: ["CompilerError:", ...lines] };
}

/** The failure of a cell that was interrupted, by a person or by its time limit. */
export const interruptedFailure: CellFailure = {
  ename: "Interrupted",
  evalue: "The cell was stopped; what it had begun elsewhere may still go on.",
  traceback: ["Interrupted: The cell was stopped; what it had begun elsewhere may still go on."],
};

/**
 * The failure of a cell that threw.
 *
 * The same on every machine: frames of tslab, Node and the compiled cell are left out, files are named from the
 * project's folder.
 */
export function thrownFailure(thrown: unknown): CellFailure {
  if (isInterrupt(thrown)) return interruptedFailure;
  if (thrown instanceof RunbookError) {
    return { ename: thrown.code, evalue: thrown.message, traceback: thrown.toString().split("\n") };
  }
  if (thrown instanceof Error) {
    return {
      ename: thrown.name,
      evalue: thrown.message,
      traceback: [...headline(thrown).split("\n"), ...libraryFrames(thrown), ...causes(thrown)],
    };
  }
  return { ename: "Thrown", evalue: inspect(thrown), traceback: inspect(thrown).split("\n") };
}

/** Says of a failure that it came from a promise nobody awaited. */
export function unawaited(failure: CellFailure): CellFailure {
  const why = "A promise that nobody awaited was rejected:";
  return { ...failure, ename: "UnhandledRejection", traceback: [why, ...failure.traceback] };
}

function headline(error: Error): string {
  return error.message === "" ? error.name : `${error.name}: ${error.message}`;
}

function causes(error: Error): string[] {
  const { cause } = error;
  if (cause === undefined) return [];
  if (cause instanceof RunbookError) return `Caused by ${cause.toString()}`.split("\n");
  if (!(cause instanceof Error)) return [`Caused by ${inspect(cause)}`];
  return [`Caused by ${headline(cause)}`, ...causes(cause)];
}

function libraryFrames({ stack = "" }: Error): string[] {
  return stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.replace(PROJECT_FOLDER + sep, ""))
    .filter(
      (line) => /\blib[\\/]/.test(line) && !/node_modules|node:|lib[\\/](dist[\\/])?kernel[\\/]/.test(line),
    )
    .slice(0, MAXIMUM_FRAMES)
    .map((line) => line.replaceAll("\\", "/"));
}

// tslab rejects an awaiting cell with this message; Node throws this code out of a synchronous one.
function isInterrupt(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = "code" in thrown ? thrown.code : undefined;
  return thrown.message === "Interrupted asynchronously" || code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
}
