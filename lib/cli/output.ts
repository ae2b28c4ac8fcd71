import { once } from "node:events";

/** Where a command line writes to: results and notes are kept apart, so that a result can be piped. */
export interface Output {
  result(text: string): void;
  /** Writes one result that may be longer than a text can be. */
  pieces(pieces: Iterable<string>): Promise<void>;
  note(text: string): void;
  /** Writes how far a work is over what it said of that before; missing where there is no terminal. */
  readonly progress?: (text: string) => void;
  exitCode(code: number): void;
}

const LENGTH_TO_WRITE = 65_536;

/** The process's own streams. */
export function processOutput(): Output {
  const { stdout, stderr } = process;
  // Whoever reads a pipe may stop early, as `head` does: that is no failure of the command.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
  let isProgressShown = false;
  const clearProgress = (): void => {
    if (isProgressShown) stderr.write(CLEAR_LINE);
    isProgressShown = false;
  };
  return {
    result: (text) => {
      clearProgress();
      stdout.write(`${text}\n`);
    },
    pieces: async (pieces) => {
      clearProgress();
      // What the reader has not taken yet stays in memory: no more than one part of it.
      for (const part of parts(pieces, LENGTH_TO_WRITE)) if (!stdout.write(part)) await once(stdout, "drain");
      stdout.write("\n");
    },
    note: (text) => {
      clearProgress();
      stderr.write(`${text}\n`);
    },
    ...(stderr.isTTY && {
      progress: (text) => {
        // A line that wraps could not be written over.
        stderr.write(`${CLEAR_LINE}${text.slice(0, stderr.columns - 1)}`);
        isProgressShown = true;
      },
    }),
    exitCode: (code) => {
      process.exitCode = code;
    },
  };
}

const CLEAR_LINE = "\r\u001b[K";

/** Puts pieces together until they are worth a write. */
function* parts(pieces: Iterable<string>, length: number): Generator<string> {
  let part = "";
  for (const piece of pieces) {
    part += piece;
    if (part.length < length) continue;
    yield part;
    part = "";
  }
  yield part;
}
