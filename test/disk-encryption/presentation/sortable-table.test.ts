import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";

import { z } from "zod";

import { placesScript } from "../../../lib/fleet/presentation/coverage-report/sortable-table";

describe("The order of a table's column", () => {
  const placesOf = (cells: readonly (string | number | null)[]): readonly number[] =>
    z
      .array(z.number())
      .parse(
        JSON.parse(
          String(runInNewContext(`JSON.stringify([...(${placesScript})(${JSON.stringify(cells)})])`)),
        ),
      );

  it("takes numbers in names by their value, and letters without case and accents", () => {
    assert.deepEqual(placesOf(["vm-10", "VM-9", "vm-9", "Österreich", "Paris", "zone"]), [3, 2, 2, 0, 1, 4]);
  });

  it("takes numbers by their value, and knows an empty cell", () => {
    assert.deepEqual(placesOf([1_024, 30, null, 4, 30]), [2, 1, -1, 0, 1]);
    assert.deepEqual(placesOf(["b", "", null, "a"]), [1, -1, -1, 0]);
  });
});
