import assert from "node:assert/strict";

import fc from "fast-check";

import { anyScenario } from "./any-guest";
import { contradictionOf, outcomeOf } from "./predictions";

describe("What the checks predict, the sandbox does, and for the same reason", () => {
  for (const edition of ["current", "module"] as const) {
    it(`for random VMs, guests, vaults and keys, by the ${edition} edition`, async () => {
      await fc.assert(
        fc.asyncProperty(anyScenario, async (given) => {
          assert.equal(contradictionOf(await outcomeOf(given, edition)), undefined);
        }),
        { numRuns: 10, seed: 20261127 },
      );
    });
  }
});
