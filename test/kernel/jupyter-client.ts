import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { join, resolve } from "node:path";
import { Dealer, Subscriber } from "zeromq";
import { z } from "zod";

const projectFolder = resolve(__dirname, "..", "..");
const starter = join(projectFolder, "lib", "kernel", "dist", "starter.js");
const stock = join(projectFolder, "node_modules", "tslab", "bin", "tslab");

const messageHeader = z.object({ msg_type: z.string(), msg_id: z.string() });
const messageParent = z.object({ msg_id: z.string().optional() });
const messageContent = z.record(z.string(), z.unknown());

export interface JupyterMessage {
  readonly type: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** What a kernel answered to one request: all it published until it was idle again, and its reply. */
export interface Execution {
  readonly published: readonly JupyterMessage[];
  readonly reply: JupyterMessage;
  /** What was printed, in one piece. */
  readonly stdout: string;
}

const DELIMITER = "<IDS|MSG>";
const KEY = "a-key-for-tests";

/**
 * A kernel and a client for it that speaks Jupyter's protocol, without Jupyter.
 *
 * With KERNEL_UNDER_TEST=stock the kernel is tslab's own: what these tests are about must fail there.
 */
export class JupyterClient {
  readonly #waiting = new Map<string, (message: JupyterMessage) => void>();

  private constructor(
    readonly kernel: ChildProcess,
    private readonly shell: Dealer,
    private readonly iopub: Subscriber,
  ) {}

  /** Starts a kernel and waits until it answers. */
  static async start(): Promise<JupyterClient> {
    const connectionFile = await writeConnectionFile();
    const kernel = spawn(process.execPath, kernelCommand(connectionFile.path), { stdio: "ignore" });
    // Each request that waits listens for its end.
    kernel.setMaxListeners(0);
    const shell = new Dealer({ linger: 0 });
    const iopub = new Subscriber({ linger: 0 });
    iopub.receiveHighWaterMark = 0;
    shell.connect(`tcp://127.0.0.1:${connectionFile.shellPort}`);
    iopub.connect(`tcp://127.0.0.1:${connectionFile.iopubPort}`);
    iopub.subscribe();
    const client = new JupyterClient(kernel, shell, iopub);
    void client.#listen(shell);
    void client.#listen(iopub);
    await client.#untilReady();
    return client;
  }

  /** Runs a cell and waits for its end, as long as that takes. */
  execute(code: string, { stopOnError = true } = {}): Promise<Execution> {
    return this.#request("execute_request", { code, silent: false, stop_on_error: stopOnError });
  }

  stop(): void {
    this.kernel.kill("SIGKILL");
    this.shell.close();
    this.iopub.close();
  }

  async #request(type: string, content: object): Promise<Execution> {
    const id = randomUUID();
    const published: JupyterMessage[] = [];
    const result = new Promise<Execution>((resolve, reject) => {
      let reply: JupyterMessage | undefined;
      let isIdle = false;
      const ended = (): void => {
        reject(new Error(`The kernel ended; ${published.length} messages had arrived.`));
      };
      this.kernel.once("exit", ended);
      this.#waiting.set(id, (message) => {
        if (message.type.endsWith("_reply")) reply = message;
        else if (message.type === "status") isIdle = message.content["execution_state"] === "idle";
        else published.push(message);
        if (reply === undefined || !isIdle) return;
        this.kernel.off("exit", ended);
        resolve({ published, reply, stdout: printed(published) });
      });
    });
    await this.shell.send(signed(id, type, content));
    return result;
  }

  async #listen(socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) {
      const start = frames.findIndex((frame) => frame.toString() === DELIMITER) + 2;
      const [header, parent, , content] = frames
        .slice(start)
        .map((frame): unknown => JSON.parse(frame.toString()));
      const { msg_id = "" } = messageParent.parse(parent);
      this.#waiting.get(msg_id)?.({
        type: messageHeader.parse(header).msg_type,
        content: messageContent.parse(content),
      });
    }
  }

  // A subscription takes a moment to reach the publisher: the first answers may be missed, so it is asked again and again.
  async #untilReady(): Promise<void> {
    const ask = (): Promise<Execution> => this.#request("kernel_info_request", {});
    const answers = [ask()];
    for (;;) {
      const next = wait(250, undefined, { ref: false });
      if ((await Promise.race([...answers, next])) !== undefined) return;
      answers.push(ask());
    }
  }
}

export function kernelCommand(connectionFile: string): string[] {
  return process.env["KERNEL_UNDER_TEST"] === "stock"
    ? [stock, "kernel", "--config-path", connectionFile]
    : ["--enable-source-maps", starter, connectionFile];
}

export async function writeConnectionFile(): Promise<{ path: string; shellPort: number; iopubPort: number }> {
  const [shell = 0, iopub = 0, stdin, control, hb] = await freePorts(5);
  const path = join(mkdtempSync(join(tmpdir(), "kernel-")), "connection.json");
  const connection = {
    transport: "tcp",
    ip: "127.0.0.1",
    key: KEY,
    signature_scheme: "hmac-sha256",
    shell_port: shell,
    iopub_port: iopub,
    stdin_port: stdin,
    control_port: control,
    hb_port: hb,
  };
  writeFileSync(path, JSON.stringify(connection));
  return { path, shellPort: shell, iopubPort: iopub };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once("listening", resolve))));
  return servers.map((server) => {
    const address = server.address();
    server.close();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
}

function signed(id: string, type: string, content: object): string[] {
  const header = {
    msg_id: id,
    msg_type: type,
    session: "tests",
    username: "tests",
    version: "5.3",
    date: new Date().toISOString(),
  };
  const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
  const signature = createHmac("sha256", KEY).update(parts.join("")).digest("hex");
  return [DELIMITER, signature, ...parts];
}

function printed(messages: readonly JupyterMessage[]): string {
  return messages
    .filter(({ type, content }) => type === "stream" && content["name"] === "stdout")
    .map(({ content }) => String(content["text"]))
    .join("");
}
