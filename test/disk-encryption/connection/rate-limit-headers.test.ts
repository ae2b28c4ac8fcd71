import assert from "node:assert/strict";

import { createHttpHeaders } from "@azure/core-rest-pipeline";

import { quotaReportOf, retryAfterInMs } from "../../../lib/disk-encryption/connection/rate-limit-headers";

const now = new Date("2026-11-24T08:00:00Z");

describe("The rate-limit headers of Resource Manager", () => {
  it("tell of the provider's buckets, several in one header, and of its own", () => {
    const headers = createHttpHeaders({
      "x-ms-ratelimit-remaining-subscription-reads": "249",
      "x-ms-ratelimit-remaining-subscription-global-reads": "3749",
      "x-ms-ratelimit-remaining-resource":
        "Microsoft.Compute/HighCostGet3Min;239,Microsoft.Compute/HighCostGet30Min;1919",
    });
    assert.deepEqual(quotaReportOf(200, headers, now), {
      buckets: [
        { bucket: "x-ms-ratelimit-remaining-subscription-reads", left: 249, refillInMs: 10_000 },
        { bucket: "x-ms-ratelimit-remaining-subscription-global-reads", left: 3749, refillInMs: 10_000 },
        { bucket: "Microsoft.Compute/HighCostGet3Min", left: 239, refillInMs: 180_000 },
        { bucket: "Microsoft.Compute/HighCostGet30Min", left: 1919, refillInMs: 1_800_000 },
      ],
    });
  });

  it("tell of newer buckets without a window in their name, which fill by a third a minute", () => {
    const headers = createHttpHeaders({
      "x-ms-ratelimit-remaining-resource":
        "Microsoft.Compute/LowCostGetSubscriptionMaximum;23999, Microsoft.Compute/LowCostGetResource;35",
    });
    assert.deepEqual(
      quotaReportOf(200, headers, now).buckets.map(({ left, refillInMs }) => [left, refillInMs]),
      [
        [23999, 180_000],
        [35, 180_000],
      ],
    );
  });

  it("tell nothing where there are none, or where they can't be read", () => {
    for (const value of [
      "",
      "many",
      "Microsoft.Compute/HighCostGet3Min",
      "Microsoft.Compute/HighCostGet3Min;soon",
    ]) {
      const headers = createHttpHeaders({ "x-ms-ratelimit-remaining-resource": value });
      assert.deepEqual(quotaReportOf(200, headers, now), { buckets: [] });
    }
  });

  it("tell how long to wait after a refusal", () => {
    const headers = createHttpHeaders({ "retry-after": "17" });
    assert.deepEqual(quotaReportOf(429, headers, now), { buckets: [], refused: { retryAfterInMs: 17_000 } });
    assert.deepEqual(quotaReportOf(429, createHttpHeaders(), now), { buckets: [], refused: {} });
    assert.deepEqual(quotaReportOf(200, headers, now), { buckets: [] });
  });

  for (const [name, value, expected] of [
    ["retry-after", "17", 17_000],
    ["retry-after", "Tue, 24 Nov 2026 08:00:30 GMT", 30_000],
    ["retry-after", "Tue, 24 Nov 2026 07:00:00 GMT", 0],
    ["retry-after-ms", "250", 250],
    ["x-ms-retry-after-ms", "250", 250],
    ["retry-after", "later", undefined],
  ] as const) {
    it(`ask with "${name}: ${value}" to wait ${expected ?? "for no time that can be read"}`, () => {
      assert.equal(retryAfterInMs(createHttpHeaders({ [name]: value }), now), expected);
    });
  }
});
