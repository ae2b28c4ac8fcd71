import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

describe("batching what is printed", () => {
  it("sends what is printed in one turn in one piece, whoever writes it", () => {
    const batchOutput = join(resolve(__dirname, "..", ".."), "lib", "kernel", "dist", "batch-output.js");
    // In a process of its own: this one's output belongs to the tests.
    const code = `
      const pieces = [];
      process.stdout.write = (piece) => pieces.push(piece);
      require(${JSON.stringify(batchOutput)}).batchOutput();
      for (let i = 0; i < 1000; i++) console.log(i);
      setTimeout(() => {
        console.log("end");
        process.stdout.write = (piece) => pieces.push("next cell: " + piece);
        console.log("other");
        setTimeout(() => {
          process.stderr.write(JSON.stringify([pieces.length, pieces[0].length, pieces[1], pieces[2]]));
        });
      });`;
    const { stderr } = spawnSync(process.execPath, ["-e", code], { encoding: "utf8" });
    assert.deepEqual(JSON.parse(stderr), [3, 3_890, "end\n", "next cell: other\n"]);
  });
});
