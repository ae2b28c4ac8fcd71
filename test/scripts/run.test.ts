import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

interface Terminal {
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): void;
}
interface Run {
  readonly run: (
    program: string,
    programArguments: readonly string[],
    options: { readonly terminal: Terminal; readonly tellEveryInMs: number },
  ) => Promise<{ readonly code: number; readonly output: string }>;
}
const script = pathToFileURL(join(__dirname, "..", "..", "scripts", "steps", "run.mjs")).href;
const load = async (): Promise<Run> => (await import(script)) as Run;

/** Runs a program that says something, and then ends once a file is there; the terminal makes the file. */
async function told(isTTY: boolean): Promise<readonly string[]> {
  const { run } = await load();
  const flag = join(mkdtempSync(join(tmpdir(), "run-")), "flag");
  const lines: string[] = [];
  const terminal = {
    isTTY,
    columns: 24,
    write: (text: string) => {
      lines.push(text);
      if (text.includes("Collecting")) writeFileSync(flag, "");
    },
  };
  if (!isTTY) writeFileSync(flag, "");
  const program = `
    console.log("Collecting jupyterlab from somewhere");
    const { existsSync } = require("node:fs");
    const timer = setInterval(() => { if (existsSync(${JSON.stringify(flag)})) clearInterval(timer); }, 5);`;
  const { code } = await run(process.execPath, ["-e", program], { terminal, tellEveryInMs: 5 });
  assert.equal(code, 0);
  return lines;
}

describe("A step of the set-up that takes long", () => {
  it("tells on a terminal how long it has taken and what was said last, on one line that goes away", async () => {
    const lines = await told(true);
    const line = lines.find((text) => text.includes("Collecting")) ?? "";
    const clear = "\r\u001b[K";
    assert.ok(line.startsWith(clear));
    assert.match(line.slice(clear.length), /^ {2}\d+ s {2}Collecting/);
    assert.ok(line.length - clear.length < 24);
    assert.equal(lines.at(-1), clear);
  });

  it("writes nothing of it into a file or a pipe", async () => {
    assert.deepEqual(await told(false), []);
  });
});
