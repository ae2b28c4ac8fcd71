import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type NotebookRun, type Output, runNotebook } from "../../lib/kernel/dist/headless";
import { aNotebookFile } from "./a-notebook";

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
