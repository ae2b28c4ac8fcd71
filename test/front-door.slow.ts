import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

/** Compiles cells under the TypeScript that tslab brings, strictly and at once, each in a file of its name; answers the compiler's complaints. */
function compileInKernelsTypeScript(cells: Readonly<Record<string, string>>): readonly string[] {
  // Inside the repository, so that the package is found by its name as a notebook finds it.
  const folder = mkdtempSync(join(root, "out-front-door-"));
  try {
    const files = Object.entries(cells).map(([name, text]) => {
      const file = join(folder, `${name}.cell.ts`);
      writeFileSync(file, text);
      return file;
    });
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
    execFileSync(process.execPath, [tsc, ...options, "--skipLibCheck", "false", ...files], {
      cwd: root,
      encoding: "utf8",
    });
    return [];
  } catch (error) {
    const output = error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
    // Only what our own declarations cause: other packages' are not ours to mend.
    return output.split("\n").filter((line) => /lib\/[a-z-]+\/dist|cell\.ts/.test(line));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("The library's front door", () => {
  let complaints: readonly string[] = [];
  const isOfWrongUse = (line: string): boolean => line.includes("wrong.cell.ts");
  before(() => {
    complaints = compileInKernelsTypeScript({
      right:
        'import * as runbooks from "@runbooks/disk-encryption";\n' +
        "export const findings: readonly runbooks.Finding[] = [];\n" +
        "export const connection: Promise<runbooks.SandboxConnection> = runbooks.connect();\n",
      wrong:
        'import { connect } from "@runbooks/disk-encryption";\n' +
        "export const wrong: Promise<number> = connect().then((azure) => azure.principal.name);\n",
    });
  });

  it("compiles under the kernel's own TypeScript, declarations included", () => {
    assert.deepEqual(
      complaints.filter((line) => !isOfWrongUse(line)),
      [],
    );
  });

  it("gives no `any` to a cell: a wrong use is refused", () => {
    assert.match(complaints.filter(isOfWrongUse).join("\n"), /is not assignable to type 'Promise<number>'/);
  });
});
