import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";

const project = join(__dirname, "..", "..");

/** Runs a program on the command line's own streams, and stops reading what it writes after the first part. */
function readSomeOf(program: string): Promise<{ readonly exitCode: number | null; readonly notes: string }> {
  return new Promise((resolve, reject) => {
    const output = JSON.stringify(join(project, "lib", "cli", "output.ts"));
    const child = spawn(
      process.execPath,
      ["--require", "tsx", "--eval", `const { processOutput } = require(${output}); ${program}`],
      { cwd: project, stdio: ["ignore", "pipe", "pipe"] },
    );
    let notes = "";
    child.stderr.on("data", (chunk: Buffer) => (notes += chunk.toString()));
    child.stdout.once("data", () => child.stdout.destroy());
    child.once("error", reject);
    child.once("close", (exitCode) => {
      resolve({ exitCode, notes });
    });
  });
}

describe("A result that is piped to a program that stops reading early, as head does", () => {
  it("ends the command without a word where it is written line by line", async () => {
    const lines =
      'const output = processOutput(); for (let i = 0; i < 5000; i += 1) output.result("x".repeat(1000));';
    assert.deepEqual(await readSomeOf(lines), { exitCode: 0, notes: "" });
  });

  it("ends it where it is written in pieces", async () => {
    const pieces = 'void processOutput().pieces(Array.from({ length: 5000 }, () => "x".repeat(1000)));';
    assert.deepEqual(await readSomeOf(pieces), { exitCode: 0, notes: "" });
  });
});
