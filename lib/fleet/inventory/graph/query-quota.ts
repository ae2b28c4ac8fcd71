import {
  type AnswerHeaders,
  type PacedAnswer,
  type QuotaReport,
  retryAfterInMs,
} from "@runbooks/disk-encryption/clients";

const WINDOW_IN_MS = 5_000;
/** What the header can be wrong by: it counts whole seconds. */
const GRAIN_IN_MS = 1_000;
/** 15 queries in each window. Nothing flows in before it ends: so for the pace, one query more takes a whole window. */
const REFILL_IN_MS = 15 * WINDOW_IN_MS;

/**
 * Reads the quota of queries from Resource Graph's answers: how many are left to the caller, and when the quota is whole again.
 *
 * A window's answers tell its end in whole seconds, each from its own moment: the earliest of those ends is nearest to the truth. After a refusal
 * a second is added, for a service that cuts seconds off rather than rounding them up.
 *
 * @see "Guidance for throttled requests in Azure Resource Graph", Microsoft Learn
 */
export function createQueryQuota(): (answer: PacedAnswer, now: Date) => QuotaReport {
  let endsAtInMs = 0;
  let marginInMs = 0;

  return ({ status, headers }, now) => {
    const nowInMs = now.getTime();
    const left = headers.get("x-ms-user-quota-remaining");
    const resetsAfterInMs = durationInMs(headers);
    if (resetsAfterInMs !== undefined) {
      const saidInMs = nowInMs + resetsAfterInMs;
      const isSameWindow = nowInMs < endsAtInMs && saidInMs < endsAtInMs + GRAIN_IN_MS;
      endsAtInMs = isSameWindow ? Math.min(endsAtInMs, saidInMs) : saidInMs;
    }
    const buckets =
      left === undefined || !/^\d+$/.test(left) || resetsAfterInMs === undefined
        ? []
        : [
            {
              bucket: "queries",
              left: Number(left),
              refillInMs: REFILL_IN_MS,
              resetsAfterInMs: Math.max(0, endsAtInMs - nowInMs) + marginInMs,
            },
          ];
    if (status !== 429) return { buckets };
    marginInMs = GRAIN_IN_MS;
    return {
      buckets,
      refused: { retryAfterInMs: retryAfterInMs(headers, now) ?? resetsAfterInMs ?? WINDOW_IN_MS },
    };
  };
}

/** `x-ms-user-quota-resets-after` is `hh:mm:ss`. */
function durationInMs(headers: AnswerHeaders): number | undefined {
  const text = headers.get("x-ms-user-quota-resets-after") ?? "";
  const [, hours, minutes, seconds] = /^(\d+):(\d\d):(\d\d)$/.exec(text) ?? [];
  return seconds === undefined
    ? undefined
    : (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}
