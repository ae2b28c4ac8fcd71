import { RunbookError } from "@runbooks/azure";
import { stopEngine, type Engine } from "./engine";
import { interruptible } from "./interrupted";

/** Work in a database that is being done, each piece with a connection of its own: one that is stopped leaves the others alone. */
export interface OpenWork {
  /** @throws RunbookError `Interrupted`, `SqlRefused` once it has ended; what the task throws. */
  do<Result>(
    task: (engine: Engine, signal: AbortSignal) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result>;
  /** Stops what is being done, waits until it has stopped, and ends the database. */
  end(): Promise<void>;
}

export function openWork(engine: Engine): OpenWork {
  const ending = new AbortController();
  const running = new Set<Promise<unknown>>();
  let ended: Promise<void> | undefined;
  // Node waits for DuckDB's threads before it leaves: an endless question would keep it for ever.
  const stopAll = (): void => {
    ending.abort();
  };
  const endAll = async (): Promise<void> => {
    stopAll();
    await Promise.allSettled(running);
    stopEngine(engine);
  };
  return {
    do: async (task, signal) => {
      if (ended !== undefined) throw closed();
      const either = signal === undefined ? ending.signal : AbortSignal.any([signal, ending.signal]);
      const piece = withConnection(engine, (own) =>
        interruptible(own.connection, either, () => task(own, either)),
      );
      if (running.size === 0) process.on("exit", stopAll);
      running.add(piece);
      try {
        return await piece;
      } finally {
        running.delete(piece);
        if (running.size === 0) process.off("exit", stopAll);
      }
    },
    end: () => (ended ??= endAll()),
  };
}

async function withConnection<Result>(
  engine: Engine,
  task: (own: Engine) => Promise<Result>,
): Promise<Result> {
  const connection = await engine.instance.connect();
  try {
    return await task({ ...engine, connection });
  } finally {
    connection.closeSync();
  }
}

const closed = (): RunbookError =>
  new RunbookError("SqlRefused", "The fleet is closed.", "Open it again with `openFleet`.");
