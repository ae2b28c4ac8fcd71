import { azureTime } from "./times";
import { AzureError } from "./errors";
import type { Route } from "./http";

/** A request, as far as it matters to rate limits. */
export interface LimitedRequest {
  readonly method: string;
  readonly path: string;
  readonly route: Route;
  /** Undefined: it is at the tenant's scope. */
  readonly subscriptionId: string | undefined;
  /** Object id. */
  readonly callerId: string;
}

/**
 * Counts a request in Resource Manager's buckets and in its provider's, and says in the headers what is left of each.
 *
 * @param throttling - Resource Manager's own buckets are a caller's in a subscription, and an empty bucket refuses.
 * @throws AzureError 429 for an empty bucket; the headers are set then too.
 */
export function countRequest(
  { method, path, route, subscriptionId, callerId }: LimitedRequest,
  {
    rateLimits,
    throttling,
    now,
    headers,
  }: {
    readonly rateLimits: RateLimits;
    readonly throttling: boolean;
    readonly now: Date;
    readonly headers: Record<string, string>;
  },
): void {
  const kind = method === "GET" ? "reads" : method === "DELETE" ? "deletes" : "writes";
  const subscription = subscriptionId ?? "tenant";
  const scope = subscriptionId === undefined && throttling ? "tenant" : "subscription";
  const own: readonly BucketKey[] = [
    { bucket: kind, key: throttling ? `${subscription}/${callerId}` : subscription },
    { bucket: `global-${kind}`, key: subscription },
  ];
  const front = rateLimits.draw(own, now);
  const [left, globalLeft] = front.left;
  headers[`x-ms-ratelimit-remaining-${scope}-${kind}`] = String(left);
  headers[`x-ms-ratelimit-remaining-${scope}-global-${kind}`] = String(globalLeft);
  if (front.refusal !== undefined) throw tooManyRequests(front.refusal, kind, now);

  const buckets = route.rateLimits ?? [];
  if (buckets.length === 0) return;
  const keys = buckets.map((bucket) => ({
    bucket,
    key: bucket.endsWith("Resource") ? path.toLowerCase() : subscription,
  }));
  const provider = rateLimits.draw(keys, now);
  headers["x-ms-ratelimit-remaining-resource"] = keys
    .map(({ bucket }, index) => `Microsoft.Compute/${bucket};${provider.left[index] ?? 0}`)
    .join(",");
  if (provider.refusal !== undefined) throw tooManyForCompute(provider.refusal, now);
}

/** 429 of the front door. Code: MicrosoftDocs/azure-docs#105248; of its text no more is known than the second sentence. */
function tooManyRequests(refusal: Refusal, kind: string, now: Date): AzureError {
  const seconds = secondsUntil(refusal.endTime, now);
  return new AzureError(
    429,
    "SubscriptionRequestsThrottled",
    `(sandbox) There were too many ${kind}. Please try again after '${seconds}' seconds.`,
    { headers: { "retry-after": String(seconds) } },
  );
}

/** 429 of the Compute provider: without the wrapper `error` ("Troubleshooting API throttling errors", 2024-04-15; Azure/aks-engine#2295). */
function tooManyForCompute(refusal: Refusal, now: Date): AzureError {
  const { bucket, capacity, startTime, endTime } = refusal;
  return new AzureError(
    429,
    "OperationNotAllowed",
    "The server rejected the request because too many requests have been received for this subscription.",
    {
      isBare: true,
      details: [
        {
          code: "TooManyRequests",
          target: bucket,
          message: JSON.stringify({
            operationGroup: bucket,
            startTime: azureTime(startTime),
            endTime: azureTime(endTime),
            allowedRequestCount: capacity,
            measuredRequestCount: capacity + 1,
          }),
        },
      ],
      innererror: { code: "TooManyRequestsReceived" },
      headers: { "retry-after": String(secondsUntil(endTime, now)) },
    },
  );
}

/** Azure writes whole seconds; sooner there is nothing in the bucket yet. */
const secondsUntil = (time: Date, now: Date): number =>
  Math.max(1, Math.ceil((time.getTime() - now.getTime()) / 1000));

/** A bucket that fills up again bit by bit. */
interface TokenBucket {
  readonly capacity: number;
  readonly perSecond: number;
}

/** A bucket that is full again when its window is over. */
interface WindowBucket {
  readonly capacity: number;
  readonly windowInMs: number;
}

type Bucket = TokenBucket | WindowBucket;

const perMinute = (capacity: number, tokens: number): TokenBucket => ({ capacity, perSecond: tokens / 60 });
const perSecond = (capacity: number, tokens: number): TokenBucket => ({ capacity, perSecond: tokens });
const inMinutes = (capacity: number, minutes: number): WindowBucket => ({
  capacity,
  windowInMs: minutes * 60_000,
});

/**
 * The buckets of the rate-limit headers.
 *
 * Names and full values are those of recorded answers (test recordings of the Azure CLI and of Cloud Custodian, October 2023 to August 2024): a first
 * request leaves one less. How they fill up again: Resource Manager's own
 * by "Understand how Azure Resource Manager throttles requests" (read 2026-11-24; the global ones take 15 times as much), those of virtual machines by
 * "Compute throttling limits" (2024-05-27); those of images as the others, a third each minute (assumed). Those of disks have their windows in their
 * names; a window begins on the hour, or a multiple of its length after it (assumed). Azure counts by region too; here a subscription is one.
 */
const buckets: Readonly<Record<string, Bucket>> = {
  LowCostGetSubscriptionMaximum: perMinute(24000, 8000),
  LowCostGetResource: perMinute(36, 12),
  HighCostGetSubscriptionMaximum: perMinute(900, 300),
  UpdateVMSubscriptionMaximum: perMinute(1500, 500),
  UpdateVMResource: perMinute(12, 4),
  PutVMSubscriptionMaximum: perMinute(1500, 500),
  PutVMResource: perMinute(12, 4),
  DeleteVMSubscriptionMaximum: perMinute(1500, 500),
  DeleteVMResource: perMinute(12, 4),
  GetOperationSubscriptionMaximum: perMinute(15000, 5000),
  GetOperationResource: perMinute(45, 15),
  GetImagesSubscriptionMaximum: perMinute(360, 120),
  CreateImagesSubscriptionMaximum: perMinute(60, 20),
  LowCostGet3Min: inMinutes(15000, 3),
  LowCostGet30Min: inMinutes(120000, 30),
  HighCostGet3Min: inMinutes(240, 3),
  HighCostGet30Min: inMinutes(1920, 30),
  CreateUpdateDisks3Min: inMinutes(3000, 3),
  CreateUpdateDisks30Min: inMinutes(25000, 30),
  DeleteDisks3Min: inMinutes(3000, 3),
  DeleteDisks30Min: inMinutes(24000, 30),
  HighCostDiskHydrate3Min: inMinutes(1000, 3),
  HighCostDiskHydrate30Min: inMinutes(8000, 30),
  HighCostSnapshotCreateHydrate3Min: inMinutes(1000, 3),
  HighCostSnapshotCreateHydrate30Min: inMinutes(8000, 30),
  CreateUpdateHighCostDiskEncryptionSet3Min: inMinutes(100, 3),
  CreateUpdateHighCostDiskEncryptionSet30Min: inMinutes(300, 30),
  HighCostDiskEncryptionSet3Min: inMinutes(100, 3),
  HighCostDiskEncryptionSet30Min: inMinutes(300, 30),
  GetOperation3Min: inMinutes(50000, 3),
  GetOperation30Min: inMinutes(400000, 30),
  reads: perSecond(250, 25),
  writes: perSecond(200, 10),
  deletes: perSecond(200, 10),
  "global-reads": perSecond(3750, 375),
  "global-writes": perSecond(3000, 150),
  "global-deletes": perSecond(3000, 150),
};

/** A bucket that a request draws on, and whose it is: a subscription's, a caller's in a subscription, a resource's. */
export interface BucketKey {
  readonly bucket: string;
  readonly key: string;
}

/** What a bucket's requests were: all that drew on it, and those of them that it refused. */
export interface BucketCount extends BucketKey {
  readonly requests: number;
  readonly refused: number;
}

/** A bucket that was empty. */
export interface Refusal extends BucketKey {
  readonly capacity: number;
  readonly startTime: Date;
  /** From then on there is something in it again. */
  readonly endTime: Date;
}

/** What is left of the buckets, in the order they were named; with a refusal nothing was drawn. */
export interface Drawn {
  readonly left: readonly number[];
  readonly refusal?: Refusal;
}

/** Counts requests and answers what is left. */
export interface RateLimits {
  draw(keys: readonly BucketKey[], now: Date): Drawn;
  counts(): readonly BucketCount[];
}

interface Entry {
  /** Of a token bucket, parts of tokens too. */
  left: number;
  /** Of a token bucket: when `left` was so; of a window: when it began. */
  sinceInMs: number;
  requests: number;
  refused: number;
}

/**
 * Makes the counters of one sandbox.
 *
 * @param throttling - refuse what a bucket has no more of. Without it, nothing is refused, and each bucket is full again each minute of the sandbox's
 *   clock.
 */
export function createRateLimits({ throttling = false }: { readonly throttling?: boolean } = {}): RateLimits {
  const entries = new Map<string, Entry & BucketKey>();

  function entryOf({ bucket, key }: BucketKey, nowInMs: number): Entry {
    const { capacity } = bucketNamed(bucket);
    const known = entries.get(`${bucket}/${key}`);
    if (known !== undefined) return known;
    const entry = { bucket, key, left: capacity, sinceInMs: nowInMs, requests: 0, refused: 0 };
    entries.set(`${bucket}/${key}`, entry);
    return entry;
  }

  return {
    draw: (keys, now) => {
      const nowInMs = now.getTime();
      const drawn = keys.map((key) => {
        const bucket = throttling ? bucketNamed(key.bucket) : inMinutes(bucketNamed(key.bucket).capacity, 1);
        const entry = entryOf(key, nowInMs);
        refill(bucket, entry, nowInMs);
        entry.requests += 1;
        return { key, bucket, entry };
      });
      const empty = throttling ? drawn.find(({ entry }) => entry.left < 1) : undefined;
      if (empty !== undefined) empty.entry.refused += 1;
      else for (const { entry } of drawn) entry.left = Math.max(0, entry.left - 1);
      const left = drawn.map(({ entry }) => Math.floor(entry.left));
      return empty === undefined
        ? { left }
        : { left, refusal: refusalOf(empty.key, empty.bucket, empty.entry, nowInMs) };
    },
    counts: () =>
      [...entries.values()].map(({ bucket, key, requests, refused }) => ({ bucket, key, requests, refused })),
  };
}

function bucketNamed(name: string): Bucket {
  const bucket = buckets[name];
  if (bucket === undefined) throw new TypeError(`(sandbox) There is no bucket '${name}'.`);
  return bucket;
}

function refill(bucket: Bucket, entry: Entry, nowInMs: number): void {
  if ("windowInMs" in bucket) {
    const begin = Math.floor(nowInMs / bucket.windowInMs) * bucket.windowInMs;
    if (begin > entry.sinceInMs) entry.left = bucket.capacity;
    entry.sinceInMs = begin;
    return;
  }
  const gone = (nowInMs - entry.sinceInMs) / 1000;
  entry.left = Math.min(bucket.capacity, entry.left + gone * bucket.perSecond);
  entry.sinceInMs = nowInMs;
}

function refusalOf(key: BucketKey, bucket: Bucket, entry: Entry, nowInMs: number): Refusal {
  const { capacity } = bucket;
  if ("windowInMs" in bucket) {
    const endTime = new Date(entry.sinceInMs + bucket.windowInMs);
    return { ...key, capacity, startTime: new Date(entry.sinceInMs), endTime };
  }
  const missing = 1 - entry.left;
  return {
    ...key,
    capacity,
    startTime: new Date(nowInMs),
    endTime: new Date(nowInMs + Math.ceil((missing / bucket.perSecond) * 1000)),
  };
}

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
