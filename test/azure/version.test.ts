import assert from "node:assert/strict";

import { compareVersions } from "../../lib/azure/version";

describe("Two versions", () => {
  for (const [a, b, expected] of [
    ["2.2.37", "2.2.38", -1],
    ["2.10", "2.9", 1],
    ["8.1", "8.1.0", 0],
    ["9-lvm", "8.1", undefined],
  ] as const) {
    it(`${a} and ${b} compare as ${String(expected)}`, () => {
      const comparison = compareVersions(a, b);
      assert.equal(comparison === undefined ? undefined : Math.sign(comparison), expected);
    });
  }
});
