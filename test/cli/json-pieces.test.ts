import assert from "node:assert/strict";

import fc from "fast-check";

import { jsonPieces } from "../../lib/cli/json-pieces";
import { coverageCsvPieces } from "../../lib/fleet/presentation/coverage-report/coverage-csv";
import { arbitraryCoverage } from "../fleet/inventory/arbitrary-coverage";
import { aCoverage, aDiskCoverage, aGap } from "../fleet-builders";

describe("A result that may be longer than a text can be", () => {
  it("is in pieces the JSON that it would be as a whole", () => {
    const check = (coverage: ReturnType<typeof aCoverage>): void => {
      assert.equal([...jsonPieces(coverage)].join(""), JSON.stringify(coverage, undefined, 2));
    };
    check(aCoverage());
    fc.assert(fc.property(arbitraryCoverage, check), { numRuns: 100, seed: 20261124 });
  });

  it("has no piece that grows with the fleet", () => {
    const disks = Array.from({ length: 5_000 }, (_, index) => aDiskCoverage({ diskName: `disk-${index}` }));
    const coverage = aCoverage({ disks, gaps: [aGap()] });
    for (const pieces of [jsonPieces(coverage), coverageCsvPieces(coverage)]) {
      const lengths = [...pieces].map(({ length }) => length);
      assert.ok(Math.max(...lengths) < 0.25 * lengths.reduce((sum, length) => sum + length, 0));
    }
    const lines = [...coverageCsvPieces(coverage)].join("").split("\n");
    assert.equal(lines.length, 5_002);
    assert.ok(lines[1_001]?.includes(",disk-1000,") && lines.at(-1)?.includes(",not-read,"));
  });
});
