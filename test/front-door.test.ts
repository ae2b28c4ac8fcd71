import assert from "node:assert/strict";

import * as library from "@runbooks/disk-encryption";

describe("The library's front door", () => {
  it("has the verbs of a runbook", () => {
    for (const verb of [
      "connect",
      "observe",
      "evaluate",
      "planEncryption",
      "approve",
      "apply",
      "watch",
      "verify",
    ] as const) {
      assert.equal(typeof library[verb], "function", verb);
    }
  });
});
