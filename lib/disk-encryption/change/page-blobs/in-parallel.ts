/** Runs tasks side by side, so many at once and no more. */
export interface ParallelTasks {
  /** Begins a task as soon as there is room for it; rejects with the first failure of any, and begins no more. */
  begin(task: () => Promise<void>): Promise<void>;
  /** Resolves once all are over; rejects with the first failure. */
  settled(): Promise<void>;
  /** Resolves once all are over, well or not: nothing goes on behind the back of whoever gives up. */
  ended(): Promise<void>;
}

export function inParallel(limit: number): ParallelTasks {
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;

  const throwFailure = (): void => {
    if (failure !== undefined) throw failure.error;
  };

  return {
    begin: async (task) => {
      while (running.size >= limit) await Promise.race(running);
      throwFailure();
      const one = task()
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => running.delete(one));
      running.add(one);
    },
    settled: async () => {
      await Promise.all(running);
      throwFailure();
    },
    ended: async () => {
      await Promise.all(running);
    },
  };
}
