import assert from "node:assert/strict";

import { daysUntilRetirement } from "../../lib/azure/ade-retirement";

describe("The days left until Azure Disk Encryption retires", () => {
  for (const [now, days] of [
    ["2026-11-23T08:00:00Z", 661],
    ["2028-09-14T00:00:00Z", 1],
    ["2028-09-14T00:00:01Z", 0],
    ["2028-09-15T00:00:00Z", 0],
    ["2029-01-01T00:00:00Z", 0],
  ] as const) {
    it(`are ${days} at ${now}`, () => {
      assert.equal(daysUntilRetirement(new Date(now)), days);
    });
  }
});
