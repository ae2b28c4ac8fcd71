import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { mock } from "node:test";
import { type NotebookRun, type Output, runNotebook } from "../../lib/kernel/dist/headless";
import { aNotebookFile } from "./a-notebook";
import { until } from "./until";

/** Code that runs in a cell and leaves a file beside the notebook, so that a test knows when. */
const begin = 'import { writeFileSync } from "node:fs"; console.log("begun"); writeFileSync("begun", "");';
const hasBegun = (path: string) => (): boolean => existsSync(join(dirname(path), "begun"));

describe("running a notebook without Jupyter", () => {
  const outputsOf = ({ executed }: NotebookRun): readonly Output[][] =>
    executed.cells.map((cell) => (cell.cell_type === "code" ? cell.outputs : []));

  describe("with nothing amiss", () => {
    let run: NotebookRun;
    before(async () => {
      run = await runNotebook(
        aNotebookFile(
          'console.log("a"); console.log("b"); console.error("c"); console.log("d");',
          'import { newDisplay } from "tslab";\nconst line = newDisplay(); line.text("0 %"); line.text("50 %");',
          'line.text("100 %");',
          "for (let i = 0; i < 20_000; i++) console.log(i);",
        ),
      );
    });

    it("passes", () => {
      assert.equal(run.failed, undefined);
      assert.equal(run.cellCount, 4);
    });

    it("keeps what cells print, in order and in one piece a stream", () => {
      assert.deepEqual(outputsOf(run)[0], [
        { output_type: "stream", name: "stdout", text: "a\nb\n" },
        { output_type: "stream", name: "stderr", text: "c\n" },
        { output_type: "stream", name: "stdout", text: "d\n" },
      ]);
    });

    it("keeps the last state of a display, also one updated by a later cell", () => {
      const last = { output_type: "display_data", data: { "text/plain": "100 %" }, metadata: {} };
      assert.deepEqual(outputsOf(run).slice(1, 3), [[last], []]);
    });

    it("loses none of 20,000 lines", () => {
      const [output] = outputsOf(run)[3] ?? [];
      assert.equal(output?.output_type === "stream" && output.text.split("\n").length, 20_001);
    });
  });

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

  it("stops at the cell that fails and says which and why", async () => {
    const run = await runNotebook(aNotebookFile("1;", 'throw new RangeError("too small")', "2;"));
    assert.equal(run.failed?.number, 2);
    assert.equal(run.failed.id, "cell-2");
    assert.deepEqual(outputsOf(run)[1], [
      {
        output_type: "error",
        ename: "RangeError",
        evalue: "too small",
        traceback: ["RangeError: too small"],
      },
    ]);
    const counts = run.executed.cells.map((cell) => cell.cell_type === "code" && cell.execution_count);
    assert.deepEqual(counts, [1, 2, null]);
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
    ["busy", "for (;;);"],
    ["awaiting", "await new Promise(() => undefined);"],
  ] as const) {
    it(`stops a cell that is ${kind} at its time limit and keeps what it printed`, async () => {
      const path = aNotebookFile(`${begin} ${code}`, "1;");
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
    const path = aNotebookFile(`${begin} await new Promise(() => undefined);`, "1;");
    const running = runNotebook(path, { signal: stopping.signal });
    await until(hasBegun(path));
    stopping.abort();
    assert.equal((await running).failed?.ename, "Interrupted");
  });

  it("runs with the parameters that were given and leaves the notebook's own file as it was", async () => {
    const path = aNotebookFile('// parameters\nlet vmName: string = "vm-web-01";', "console.log(vmName);");
    const content = readFileSync(path, "utf8");
    const run = await runNotebook(path, { parameters: { vmName: "vm-db-02" } });
    assert.deepEqual(outputsOf(run), [
      [],
      [],
      [{ output_type: "stream", name: "stdout", text: "vm-db-02\n" }],
    ]);
    assert.equal(readFileSync(path, "utf8"), content);
  });

  it("refuses a file that is no notebook, in two lines", async () => {
    await assert.rejects(runNotebook(__filename), (error) => {
      assert.match(String(error), /^NotebookUnreadable: .*\n {2}Try: .*$/);
      return true;
    });
  });
});
