import { azureTime } from "./compute/times";
import { AzureError } from "./errors";
import type { Route } from "./http";
import type { BucketKey, RateLimits, Refusal } from "./rate-limits";

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
