import type { DuckDBConnection } from "@duckdb/node-api";

import { RunbookError } from "@runbooks/azure";

const SAY_IT_AGAIN_IN_MS = 20;

/** @throws RunbookError `Interrupted` where the operator stopped it. */
export function stopWhere(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw interrupted();
}

/**
 * Does something with a connection, which the signal interrupts.
 *
 * @throws RunbookError `Interrupted`; what the work throws.
 */
export async function interruptible<Result>(
  connection: DuckDBConnection,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  stopWhere(signal);
  let again: NodeJS.Timeout | undefined;
  const stop = (): void => {
    connection.interrupt();
    // DuckDB forgets an interrupt that comes between two steps of one question.
    again = setInterval(() => {
      connection.interrupt();
    }, SAY_IT_AGAIN_IN_MS);
  };
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted === true) throw interrupted(error);
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
    clearInterval(again);
  }
}

function interrupted(cause?: unknown): RunbookError {
  return new RunbookError(
    "Interrupted",
    "Stopped before it was through; nothing is left of it.",
    "Start it again when you like.",
    { cause },
  );
}
