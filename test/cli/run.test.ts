import assert from "node:assert/strict";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { runbook } from "../../lib/cli/dist/runbook";
import { writeNotebook } from "../../lib/kernel/dist/headless";
import { aNotebook } from "../kernel/a-notebook";
import type { Ran } from "./run-runbook";

/** Runs `runbook run` with these arguments over two notebooks: one that passes, one whose second section fails by a parameter. */
async function run(...args: readonly string[]): Promise<Ran & { readonly folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), "runbook run "));
  const failing = aNotebook(
    "// parameters\nlet works: boolean = false;",
    "if (!works) throw new TypeError('It does not.');",
  );
  const heading = (id: string, source: string) => ({
    cell_type: "markdown" as const,
    id,
    metadata: {},
    source,
  });
  const [parameters, cell] = failing.cells;
  assert.ok(parameters && cell);
  const cells = [
    heading("a", "# A notebook"),
    parameters,
    heading("b", "## 1 Does it work?\n\nProse."),
    cell,
  ];
  writeNotebook(join(folder, "01-first.ipynb"), aNotebook("console.log(1);"));
  writeNotebook(join(folder, "02-second.ipynb"), { ...failing, cells });
  const results: string[] = [];
  const notes: string[] = [];
  let exitCode: number | undefined;
  await runbook(["run", ...args, "--notebooks", folder, "--out", join(folder, "out")], {
    result: (text) => results.push(text),
    pieces: () => Promise.reject(new Error("runbook run has no result in pieces")),
    note: (text) => notes.push(text),
    exitCode: (code) => {
      exitCode = code;
    },
  });
  return { folder, results: results.join("\n"), notes: notes.join("\n"), exitCode };
}

describe("runbook run", () => {
  it("runs a notebook by the beginning of its name, and leaves the executed copy and a page", async () => {
    const { folder, results, exitCode } = await run("01");
    assert.equal(exitCode, 0);
    assert.match(results, /^✔ 01-first {2}1 cells/);
    for (const name of ["01-first.ipynb", "01-first.html"])
      assert.ok(existsSync(join(folder, "out", name)), name);
  });

  it("exits with 1 where a notebook fails, and names the section", async () => {
    const { results, exitCode } = await run("02");
    assert.equal(exitCode, 1);
    assert.match(
      results,
      /^✘ 02-second {2}cell 2 of section "1 Does it work\?" failed[^]*TypeError: It does not\./,
    );
  });

  it("sets parameters", async () => {
    assert.equal((await run("02", "-p", "works=true")).exitCode, 0);
  });

  it("has its result as JSON", async () => {
    const { results } = await run("01", "02", "--json");
    const [first, second] = JSON.parse(results) as readonly {
      readonly outcome: string;
      readonly failed?: { readonly cell: number; readonly section: string; readonly code: string };
    }[];
    assert.equal(first?.outcome, "passed");
    const failed = second?.failed;
    assert.deepEqual([failed?.cell, failed?.section, failed?.code], [2, "1 Does it work?", "TypeError"]);
  });

  for (const [what, args, code] of [
    ["a notebook that is not there", ["07"], "NotebookUnreadable"],
    ["a parameter that no notebook has", ["02", "-p", "wroks=true"], "ParameterInvalid"],
    ["a parameter without a value", ["02", "-p", "works"], "ParameterInvalid"],
  ] as const) {
    it(`runs nothing and exits with 2 for ${what}`, async () => {
      const { results, notes, exitCode } = await run(...args);
      assert.deepEqual([results, exitCode], ["", 2]);
      assert.match(notes, new RegExp(`^${code}: .*\\n  Try: `));
    });
  }
});
