/** Where a command line writes to: results and notes are kept apart, so that a result can be piped. */
export interface Output {
  result(text: string): void;
  note(text: string): void;
  exitCode(code: number): void;
}

/** The process's own streams. */
export function processOutput(): Output {
  // Whoever reads a pipe may stop early, as `head` does: that is no failure of the command.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
  return {
    result: (text) => process.stdout.write(`${text}\n`),
    note: (text) => process.stderr.write(`${text}\n`),
    exitCode: (code) => {
      process.exitCode = code;
    },
  };
}
