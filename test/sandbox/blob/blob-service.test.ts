import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..", "..");

/** Runs a few lines in a process of their own, and answers what it wrote. */
function inProcess(lines: string): string {
  return execFileSync(process.execPath, ["--import", "tsx", "--eval", `(async () => { ${lines} })()`], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

describe("The sandbox's blob service", () => {
  it("is not loaded by a sandbox that opens no disk", () => {
    const loaded = inProcess(`
      const { connect } = require("./lib/disk-encryption/connection/connect");
      await connect();
      console.log(Object.keys(require.cache).filter((name) => /azurite|storage-blob/.test(name)).length);
    `);
    assert.equal(loaded, "0\n");
  });

  it("says nothing, and lets the process end", () => {
    const said = inProcess(`
      const { createBlobStore } = require("./lib/sandbox/blob/blob-store");
      const blobs = createBlobStore();
      await blobs.hold("a", 1024);
      const url = await blobs.grant("a", "rw");
      console.log(new URL(url).hostname, Object.keys(process.env).some((name) => name.startsWith("AZURITE")));
    `);
    assert.equal(said, "127.0.0.1 false\n");
  });
});
