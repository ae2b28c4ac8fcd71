import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Execution, JupyterClient, kernelCommand, writeConnectionFile } from "./jupyter-client";
import { until } from "./until";

describe("the kernel", () => {
  let client: JupyterClient;

  before(async () => {
    client = await JupyterClient.start();
  });
  after(() => {
    client.stop();
  });

  const typesOf = ({ published }: Execution): string[] => published.map(({ type }) => type);
  const contentOf = ({ published }: Execution, type: string): Readonly<Record<string, unknown>> | undefined =>
    published.find((message) => message.type === type)?.content;

  it("loses none of 20,000 lines", async () => {
    const { stdout } = await client.execute("for (let i = 0; i < 20_000; i++) console.log(i);");
    const lines = stdout.trimEnd().split("\n");
    assert.equal(lines.length, 20_000);
    assert.equal(lines.at(-1), "19999");
  });

  it("loses none of 2,000 displays", async () => {
    const code = 'import { display } from "tslab";\nfor (let i = 0; i < 2_000; i++) display.text("x");';
    const displays = typesOf(await client.execute(code)).filter((type) => type === "display_data");
    assert.equal(displays.length, 2_000);
  });

  it("answers a failed cell with an error output", async () => {
    const failed = await client.execute('throw new RangeError("too small")');
    const error = contentOf(failed, "error");
    assert.deepEqual(error, {
      ename: "RangeError",
      evalue: "too small",
      traceback: ["RangeError: too small"],
    });
    assert.equal(failed.reply.content["status"], "error");
    assert.equal(failed.reply.content["ename"], "RangeError");
  });

  it("compiles cells strictly", async () => {
    const refused = await client.execute("const name: string = undefined;");
    assert.equal(contentOf(refused, "error")?.["ename"], "CompilerError");
    assert.match(String(contentOf(refused, "error")?.["evalue"]), /^1:7 - Type 'undefined'/);
  });

  it("numbers the prompts", async () => {
    const first = await client.execute("1");
    const second = await client.execute("2");
    const number = Number(contentOf(first, "execute_input")?.["execution_count"]);
    assert.equal(contentOf(second, "execute_input")?.["execution_count"], number + 1);
  });

  it("skips what was queued behind a failed cell", async () => {
    const [failed, skipped] = await Promise.all([
      client.execute("throw 1"),
      client.execute("console.log(1)"),
    ]);
    assert.equal(failed.reply.content["status"], "error");
    assert.deepEqual(skipped.reply.content, { status: "aborted" });
    assert.deepEqual(typesOf(skipped), []);
  });

  it("runs a cell sent right after a failure", async () => {
    await client.execute("throw 1");
    await wait(2);
    assert.equal((await client.execute("console.log(1)")).stdout, "1\n");
  });

  it("goes on after a failure if it is asked to", async () => {
    const options = { stopOnError: false };
    const [, next] = await Promise.all([
      client.execute("throw 1", options),
      client.execute("console.log(2)", options),
    ]);
    assert.equal(next.stdout, "2\n");
  });

  it("finds the variable of an earlier cell in { name }", async () => {
    await client.execute('const vm = "vm-web-01";');
    assert.equal((await client.execute("console.log({ vm })")).stdout, "{ vm: 'vm-web-01' }\n");
  });

  it("says in the cell that a promise of it was rejected and nobody awaited it", async () => {
    const { published } = await client.execute('Promise.reject(new Error("forgotten")); void 0;');
    const texts = () =>
      published.filter(({ type }) => type === "stream").map(({ content }) => content["text"]);
    await until(() => texts().length > 0);
    assert.deepEqual(texts(), ["A promise that nobody awaited was rejected:\nError: forgotten\n"]);
  });

  // One that waits says so once it does: an interrupt just before may be lost.
  for (const [kind, code] of [
    ["an awaiting", "setTimeout(begin); await new Promise(() => undefined);"],
    ["a busy", "begin(); for (;;);"],
  ] as const) {
    it(`stops ${kind} cell when it is interrupted`, async () => {
      const begun = join(mkdtempSync(join(tmpdir(), "cell-")), "begun");
      const begin = `import { writeFileSync } from "node:fs"; const begin = () => { writeFileSync(${JSON.stringify(begun)}, ""); };`;
      const running = client.execute(`${begin} ${code}`);
      await until(() => existsSync(begun));
      client.kernel.kill("SIGINT");
      assert.equal((await running).reply.content["ename"], "Interrupted");
    });
  }
});

describe("a kernel whose parent dies", () => {
  it("leaves with it, also where it was still starting", async () => {
    const { path } = await writeConnectionFile();
    const command = [process.execPath, ...kernelCommand(path)];
    const parentCode = `
      const kernel = require("node:child_process").spawn(${JSON.stringify(command[0])},
        ${JSON.stringify(command.slice(1))},
        { stdio: "ignore", env: { ...process.env, JPY_PARENT_PID: String(process.pid) } });
      console.log(kernel.pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ["-e", parentCode], { stdio: ["ignore", "pipe", "ignore"] });
    const printed: readonly unknown[] = await once(parent.stdout, "data");
    const kernelId = Number(String(printed[0]));
    parent.kill("SIGKILL");
    await until(() => !isRunning(kernelId));
  });
});

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}
