/**
 * The sandbox's clock: moves only when it is driven, or runs at a multiple of real time.
 *
 * Whatever Azure finishes later (an operation, a guest's encryption, a key's expiry) is scheduled here. A scheduled action
 * runs at its own time: while it runs, {@link SandboxClock.now} is the moment it was scheduled for.
 */
export interface SandboxClock {
  now(): Date;
  /** Runs `action` once, `delayInMs` from now. */
  after(delayInMs: number, action: () => void): void;
  /** Moves time on by hand and runs what falls due, in order. */
  advance(durationInMs: number): void;
  /** Runs what fell due since the last look; called at the start of every request. */
  runDue(): void;
}

export interface SandboxClockOptions {
  readonly startsAt: Date;
  /** Sandbox seconds for each real second. 0: time stands still until it is driven; 1: real time. */
  readonly speed: number;
  /** Real time in milliseconds; looked at only where `speed` is above 0. */
  readonly realTimeInMs: () => number;
}

interface ScheduledAction {
  readonly atInMs: number;
  readonly order: number;
  readonly action: () => void;
}

/** Makes the clock of one sandbox. */
export function createClock({ startsAt, speed, realTimeInMs }: SandboxClockOptions): SandboxClock {
  const realStartInMs = speed > 0 ? realTimeInMs() : 0;
  let drivenInMs = 0;
  let runningAtInMs: number | undefined;
  let order = 0;
  let scheduled: ScheduledAction[] = [];

  const flowingInMs = (): number => (speed > 0 ? (realTimeInMs() - realStartInMs) * speed : 0);
  const targetInMs = (): number => startsAt.getTime() + drivenInMs + flowingInMs();
  const nowInMs = (): number => runningAtInMs ?? targetInMs();

  function runUntil(untilInMs: number): void {
    for (;;) {
      const [next] = scheduled
        .filter(({ atInMs }) => atInMs <= untilInMs)
        .sort((a, b) => a.atInMs - b.atInMs || a.order - b.order);
      if (next === undefined) return;
      scheduled = scheduled.filter((entry) => entry !== next);
      runningAtInMs = next.atInMs;
      try {
        next.action();
      } finally {
        runningAtInMs = undefined;
      }
    }
  }

  return {
    now: () => new Date(nowInMs()),
    after: (delayInMs, action) => {
      scheduled.push({ atInMs: nowInMs() + delayInMs, order: order++, action });
    },
    advance: (durationInMs) => {
      // What falls due on the way must see its own time, so time moves only after it ran.
      runUntil(targetInMs() + durationInMs);
      drivenInMs += durationInMs;
    },
    runDue: () => {
      runUntil(targetInMs());
    },
  };
}
