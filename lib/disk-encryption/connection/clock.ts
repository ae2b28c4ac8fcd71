/**
 * The time that the library waits by: real time against live Azure, the sandbox's own in the sandbox.
 *
 * Everything that waits takes this, so no test sleeps and a class need not sit through forty minutes of encryption.
 */
export interface Clock {
  now(): Date;
  /** Resolves when the time has passed; rejects with the signal's reason when it is aborted. */
  wait(durationInMs: number, signal?: AbortSignal): Promise<void>;
}

/** Real time, or a multiple of it. */
export function realClock(speed: number, now: () => Date): Clock {
  return {
    now,
    wait: (durationInMs, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer);
          reject(reasonOf(signal));
        };
        const timer = setTimeout(() => {
          signal?.removeEventListener("abort", stop);
          resolve();
        }, durationInMs / speed);
        if (signal?.aborted === true) stop();
        else signal?.addEventListener("abort", stop, { once: true });
      }),
  };
}

/** A clock that is moved on instead of waited for: a wait ends at once, with the time gone by. */
export function drivenClock(clock: { now(): Date; advance(durationInMs: number): void }): Clock {
  return {
    now: () => clock.now(),
    wait: async (durationInMs, signal) => {
      // One turn of the event loop, so that an interrupt and output get through.
      await new Promise((resolve) => setImmediate(resolve));
      if (signal?.aborted === true) throw reasonOf(signal);
      clock.advance(durationInMs);
    },
  };
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error("The wait was stopped.");
}
