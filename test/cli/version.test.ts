import assert from "node:assert/strict";

import { run } from "./run-runbook";

describe("runbook --version", () => {
  it("prints the version, and exits with 0", async () => {
    const { results, exitCode } = await run("--version");
    assert.match(results, /^\d+\.\d+\.\d+$/);
    assert.equal(exitCode, 0);
  });
});
