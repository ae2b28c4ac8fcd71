import assert from "node:assert/strict";

import { defined } from "../../lib/azure/defined";

describe("Members that may be left out", () => {
  it("are left out where they have no value, and kept where the value is empty, zero, false or null", () => {
    const zones: readonly string[] | undefined = undefined;
    const members = defined({ zones, name: "", count: 0, isOn: false, key: null });
    assert.deepEqual(Object.entries(members), [
      ["name", ""],
      ["count", 0],
      ["isOn", false],
      ["key", null],
    ]);
  });
});
