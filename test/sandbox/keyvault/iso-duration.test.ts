import assert from "node:assert/strict";

import {
  after,
  approximateDays,
  before,
  parseIsoDuration,
} from "../../../lib/sandbox/keyvault/rotation-policy";

describe("A duration of Key Vault", () => {
  const start = new Date("2026-01-31T12:00:00Z");

  for (const [text, end] of [
    ["P90D", "2026-05-01T12:00:00.000Z"],
    ["P1Y10D", "2027-02-10T12:00:00.000Z"],
    ["P2W", "2026-02-14T12:00:00.000Z"],
    ["PT48H", "2026-02-02T12:00:00.000Z"],
    ["PT1M30S", "2026-01-31T12:01:30.000Z"],
  ] as const) {
    it(`${text} ends at ${end}`, () => {
      const duration = parseIsoDuration(text);
      assert.ok(duration !== undefined);
      assert.equal(after(start, duration).toISOString(), end);
    });
  }

  it("is taken off a moment as well", () => {
    const duration = parseIsoDuration("P30D");
    assert.ok(duration !== undefined);
    assert.equal(before(start, duration).toISOString(), "2026-01-01T12:00:00.000Z");
    assert.equal(approximateDays(duration), 30);
  });

  for (const text of ["", "P", "PT", "90", "P90", "P0D", "P1.5D", "-P1D"]) {
    it(`is not '${text}'`, () => {
      assert.equal(parseIsoDuration(text), undefined);
    });
  }
});
