import type { World } from "../state";

/** "Guidance for throttled requests in Azure Resource Graph", Microsoft Learn: a user can send at most 15 queries within every 5 seconds. */
const queriesInWindow = 15;
const windowInMs = 5_000;

interface Window {
  readonly endsAtInMs: number;
  count: number;
}

const windows = new WeakMap<World, Map<string, Window>>();

/** How a caller's quota stands after a query. */
export interface Quota {
  /** It had none left before. */
  readonly isExceeded: boolean;
  readonly remaining: number;
  readonly resetsAfterInSeconds: number;
}

/** Counts a query of a caller. A window begins with the first query after the one before it has ended. */
export function takeQuota(world: World, callerObjectId: string): Quota {
  const nowInMs = world.clock.now().getTime();
  const ofWorld = windows.get(world) ?? new Map<string, Window>();
  windows.set(world, ofWorld);
  let window = ofWorld.get(callerObjectId);
  if (window === undefined || nowInMs >= window.endsAtInMs) {
    window = { endsAtInMs: nowInMs + windowInMs, count: 0 };
    ofWorld.set(callerObjectId, window);
  }
  const isExceeded = window.count >= queriesInWindow;
  if (!isExceeded) window.count += 1;
  return {
    isExceeded,
    remaining: queriesInWindow - window.count,
    // After the time that is told, the quota is whole again (same page): so no second is cut off.
    resetsAfterInSeconds: Math.ceil((window.endsAtInMs - nowInMs) / 1000),
  };
}

/** `x-ms-user-quota-resets-after` is hh:mm:ss. */
export function quotaHeaders({ remaining, resetsAfterInSeconds }: Quota): Readonly<Record<string, string>> {
  return {
    "x-ms-user-quota-remaining": String(remaining),
    "x-ms-user-quota-resets-after": new Date(resetsAfterInSeconds * 1000).toISOString().slice(11, 19),
  };
}
