import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import * as library from "@runbooks/disk-encryption";

const root = join(__dirname, "..");

/** Compiles a cell's text under the TypeScript that tslab brings, strictly; answers the compiler's complaints. */
function compileInKernelsTypeScript(text: string): string {
  // Inside the repository, so that the package is found by its name as a notebook finds it.
  const folder = mkdtempSync(join(root, "out-front-door-"));
  try {
    writeFileSync(join(folder, "cell.ts"), text);
    const tsc = require.resolve("@tslab/typescript-for-tslab/bin/tsc");
    const options = [
      "--strict",
      "--noEmit",
      "--target",
      "ES2022",
      "--module",
      "commonjs",
      "--moduleResolution",
      "node",
      "--types",
      "node",
    ];
    execFileSync(process.execPath, [tsc, ...options, "--skipLibCheck", "false", join(folder, "cell.ts")], {
      cwd: root,
      encoding: "utf8",
    });
    return "";
  } catch (error) {
    const output = error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
    // Only what our own declarations cause: other packages' are not ours to mend.
    return output
      .split("\n")
      .filter((line) => /lib\/[a-z-]+\/dist|cell\.ts/.test(line))
      .join("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("The library's front door", () => {
  it("compiles under the kernel's own TypeScript, declarations included", () => {
    const complaints = compileInKernelsTypeScript(
      'import * as runbooks from "@runbooks/disk-encryption";\n' +
        "export const findings: readonly runbooks.Finding[] = [];\n" +
        "export const connection: Promise<runbooks.SandboxConnection> = runbooks.connect();\n",
    );
    assert.equal(complaints, "");
  });

  it("gives no `any` to a cell: a wrong use is refused", () => {
    const complaints = compileInKernelsTypeScript(
      'import { connect } from "@runbooks/disk-encryption";\n' +
        "export const wrong: Promise<number> = connect().then((azure) => azure.principal.name);\n",
    );
    assert.match(complaints, /is not assignable to type 'Promise<number>'/);
  });

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
