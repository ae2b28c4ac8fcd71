import type { BucketCount, RateLimits } from "./rate-limits";

/** How many requests a sandbox answered. */
export interface RequestCounts {
  /** To Resource Manager and to vaults, whatever the answer. */
  readonly total: number;
  /** Those of them that were answered with 429. */
  readonly refused: number;
  /** By the buckets of the rate limits that they drew on, and Resource Graph's queries as `ResourceGraphQueries`, all callers' together. */
  readonly buckets: readonly BucketCount[];
}

/** Counts the requests to one sandbox. */
export interface RequestLog {
  note(response: Response): void;
  counts(): RequestCounts;
}

/** Makes the log of one sandbox. */
export function createRequestLog(rateLimits: RateLimits): RequestLog {
  let total = 0;
  let refused = 0;
  // Resource Graph has a quota of its own, which shows in its headers alone.
  let queries: BucketCount = { bucket: "ResourceGraphQueries", key: "tenant", requests: 0, refused: 0 };
  return {
    note: ({ status, headers }) => {
      const isRefused = Number(status === 429);
      total += 1;
      refused += isRefused;
      if (!headers.has("x-ms-user-quota-remaining")) return;
      queries = { ...queries, requests: queries.requests + 1, refused: queries.refused + isRefused };
    },
    counts: () => ({
      total,
      refused,
      buckets: [...rateLimits.counts(), ...(queries.requests === 0 ? [] : [queries])],
    }),
  };
}
