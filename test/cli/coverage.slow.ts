import assert from "node:assert/strict";

import { run } from "./run-runbook";

describe("runbook coverage", () => {
  it("says once where Azure's quotas make it wait", async () => {
    const { notes } = await run("coverage", "--generate", "2000");
    assert.equal(notes.match(/for Azure's quota/g)?.length, 1);
  });
});
