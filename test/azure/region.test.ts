import assert from "node:assert/strict";

import { sameRegion } from "../../lib/azure/region";

describe("A region", () => {
  for (const [a, b, same] of [
    ["northeurope", "northeurope", true],
    ["northeurope", "North Europe", true],
    ["NORTHEUROPE", "northEurope", true],
    ["northeurope", "westeurope", false],
    ["eastus", "eastus2", false],
  ] as const) {
    it(`spelled "${a}" is ${same ? "the same as" : "another than"} "${b}"`, () => {
      assert.equal(sameRegion(a, b), same);
    });
  }
});
