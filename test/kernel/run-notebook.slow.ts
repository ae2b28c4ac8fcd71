import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { mock } from "node:test";
import { type NotebookRun, type Output, runNotebook } from "../../lib/kernel/dist/headless";
import { aNotebookFile } from "./a-notebook";
import { until } from "./until";

/** Cells that leave a file beside the notebook, so that a test knows when they run: one that waits, once it does so. */
const begin = 'import { writeFileSync } from "node:fs"; console.log("begun");';
const busyCell = `${begin} writeFileSync("begun", ""); for (;;);`;
const awaitingCell = `${begin} setTimeout(() => { writeFileSync("begun", ""); }); await new Promise(() => undefined);`;
const hasBegun = (path: string) => (): boolean => existsSync(join(dirname(path), "begun"));

describe("running a notebook without Jupyter", () => {
  const outputsOf = ({ executed }: NotebookRun): readonly Output[][] =>
    executed.cells.map((cell) => (cell.cell_type === "code" ? cell.outputs : []));

  it("goes on while packages are installed beside it", async () => {
    const install = `
import { once } from "node:events";
import { mkdirSync, renameSync, rmSync, watch, writeFileSync } from "node:fs";
const install = (folder: string): void => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(\`\${folder}/package.json\`, '{ "types": "index.d.ts" }');
  writeFileSync(\`\${folder}/index.d.ts\`, "export declare const one: number;");
  writeFileSync(\`\${folder}/index.js\`, "exports.one = 1;");
};
install("node_modules/other");`;
    const installAnew = `
const changes = watch("node_modules");
const changed = once(changes, "change");
install("node_modules/.other");
rmSync("node_modules/other", { recursive: true });
renameSync("node_modules/.other", "node_modules/other");
await changed;
changes.close();`;
    const run = await runNotebook(
      aNotebookFile(install, 'import { one } from "other"; one;', installAnew, "one;"),
    );
    assert.equal(run.failed, undefined);
    assert.equal(outputsOf(run)[3]?.[0]?.output_type, "stream");
  });

  it("compiles cells strictly", async () => {
    const run = await runNotebook(aNotebookFile("const vm: { name?: string } = {};", "vm.name.length;"));
    assert.equal(run.failed?.number, 2);
    assert.equal(run.failed.evalue, "1:1 - 'vm.name' is possibly 'undefined'.");
  });

  it("fails if a rejected promise is awaited by nobody", async () => {
    const run = await runNotebook(aNotebookFile('Promise.reject(new Error("forgotten")); void 0;', "1;"));
    assert.equal(run.failed?.ename, "UnhandledRejection");
    assert.equal(run.failed.evalue, "forgotten");
    assert.equal(run.failed.number, 1);
  });

  it("puts a late rejection down to the cell that began it", async () => {
    const reject = `const later = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new Error("forgotten");
    };
    void later();`;
    const run = await runNotebook(
      aNotebookFile("1;", reject, "await new Promise((resolve) => setTimeout(resolve, 100));"),
    );
    assert.equal(run.failed?.number, 2);
  });

  it("waits for what the last cell left running, and fails with it", async () => {
    const run = await runNotebook(
      aNotebookFile('setTimeout(() => { throw new Error("late"); }, 100); void 0;'),
    );
    assert.equal(run.failed?.evalue, "late");
  });

  for (const [kind, code] of [
    ["busy", busyCell],
    ["awaiting", awaitingCell],
  ] as const) {
    it(`stops a cell that is ${kind} at its time limit and keeps what it printed`, async () => {
      const path = aNotebookFile(code, "1;");
      mock.timers.enable({ apis: ["setTimeout"] });
      const running = runNotebook(path, { cellTimeLimitInSeconds: 60 });
      await until(hasBegun(path));
      mock.timers.tick(60_000);
      const run = await running.finally(() => {
        mock.timers.reset();
      });
      assert.equal(run.failed?.ename, "TimeLimit");
      assert.equal(run.failed.number, 1);
      assert.deepEqual(outputsOf(run)[0]?.[0], { output_type: "stream", name: "stdout", text: "begun\n" });
    });
  }

  it("fails if a cell ends the process", async () => {
    const run = await runNotebook(aNotebookFile("process.exit(0);", "1;"));
    assert.equal(run.failed?.ename, "ProcessEnded");
  });

  it("stops at a signal", async () => {
    const stopping = new AbortController();
    const path = aNotebookFile(awaitingCell, "1;");
    const running = runNotebook(path, { signal: stopping.signal });
    await until(hasBegun(path));
    stopping.abort();
    assert.equal((await running).failed?.ename, "Interrupted");
  });
});
