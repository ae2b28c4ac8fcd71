import type { BucketObservation, QuotaReport } from "./request-pace";

/** Headers of an answer, by name without regard to case. */
export interface AnswerHeaders {
  get(name: string): string | undefined;
}

/** Headers of Resource Manager's own buckets that a request to read draws on. */
const ownBuckets: readonly string[] = [
  "x-ms-ratelimit-remaining-subscription-reads",
  "x-ms-ratelimit-remaining-subscription-global-reads",
  "x-ms-ratelimit-remaining-tenant-reads",
  "x-ms-ratelimit-remaining-subscription-resource-requests",
];
/** 250 reads, 25 more each second ("Understand how Azure Resource Manager throttles requests", 2024); the global ones are 15 times that. */
const OWN_REFILL_IN_MS = 10_000;
/** A third of the capacity each minute ("Compute throttling limits", 2024-05-27). */
const COMPUTE_REFILL_IN_MS = 180_000;

/** What an answer of Resource Manager to a request to read tells of the quotas. */
export function quotaReportOf(status: number, headers: AnswerHeaders, now: Date): QuotaReport {
  const buckets = [...ownBucketsOf(headers), ...providerBucketsOf(headers)];
  if (status !== 429) return { buckets };
  const retryAfter = retryAfterInMs(headers, now);
  return { buckets, refused: retryAfter === undefined ? {} : { retryAfterInMs: retryAfter } };
}

function ownBucketsOf(headers: AnswerHeaders): readonly BucketObservation[] {
  return ownBuckets.flatMap((bucket) => {
    const left = countOf(headers.get(bucket));
    return left === undefined ? [] : [{ bucket, left, refillInMs: OWN_REFILL_IN_MS }];
  });
}

/** Several in one header, as recorded: `Microsoft.Compute/HighCostGet3Min;239,Microsoft.Compute/HighCostGet30Min;1919`. */
function providerBucketsOf(headers: AnswerHeaders): readonly BucketObservation[] {
  const header = headers.get("x-ms-ratelimit-remaining-resource") ?? "";
  return header.split(",").flatMap((entry) => {
    const [bucket = "", count] = entry.trim().split(";");
    const left = countOf(count);
    return left === undefined ? [] : [{ bucket, left, refillInMs: refillInMs(bucket) }];
  });
}

/** Older buckets have their window in their name. */
function refillInMs(bucket: string): number {
  const [, minutes] = /(\d+)Min$/.exec(bucket) ?? [];
  return minutes === undefined ? COMPUTE_REFILL_IN_MS : Number(minutes) * 60_000;
}

const countOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\s*\d+\s*$/.test(text) ? Number(text) : undefined;

/** How long an answer asks to wait: in seconds, as a date, or in milliseconds as some of Azure's services write; undefined where it does not. */
export function retryAfterInMs(headers: AnswerHeaders, now: Date): number | undefined {
  const inMs = countOf(headers.get("retry-after-ms") ?? headers.get("x-ms-retry-after-ms"));
  if (inMs !== undefined) return inMs;
  const text = headers.get("retry-after");
  const inSeconds = countOf(text);
  if (inSeconds !== undefined) return inSeconds * 1000;
  const date = Date.parse(text ?? "");
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
