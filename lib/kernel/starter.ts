/**
 * Starts the kernel: tslab, with what Jupyter expects of a kernel and tslab doesn't do.
 *
 * A failed cell sends an `error` output, prompts get their numbers, any amount of output arrives, cells are strict,
 * `stop_on_error: false` is obeyed, and the kernel leaves with its parent.
 *
 * Usage: `node --enable-source-maps starter.js CONNECTION_FILE`
 */
import "./leave-with-parent";
import { CellExecutor } from "./cell-executor";
import { JupyterHandlerImpl, ZmqServer } from "tslab/dist/jupyter";
import { z } from "zod";
import { BatchedOutput } from "./batched-output";
import { thrownFailure, unawaited } from "./cell-failure";

type Message = Parameters<ZmqServer["handleExecute"]>[1];
type Publisher = ZmqServer["iopub"];

const executeRequest = z.object({
  code: z.string(),
  silent: z.boolean().default(false),
  stop_on_error: z.boolean().default(true),
});

// Requests sent before a failure may still be on their way when it happens.
const UNDERWAY_IN_MS = 200;

class Kernel extends ZmqServer {
  #queue: Promise<void> = Promise.resolve();
  #executionCount = 0;
  #failedAtInMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly cells: CellExecutor,
    connectionFile: string,
  ) {
    super(new JupyterHandlerImpl(cells.tslab, false), connectionFile);
    let queue: ReturnType<typeof withoutLimit> | undefined;
    // tslab creates the publisher and binds it in one go: this is the moment in between.
    Object.defineProperty(this, "iopub", {
      get: () => queue,
      set: (socket: Publisher) => {
        queue = withoutLimit(socket);
      },
    });
  }

  override handleExecute(shell: ZmqServer["shell"], message: Message): Promise<void> {
    const done = this.#queue.then(() => this.#execute(shell, message));
    this.#queue = done.catch(() => undefined);
    return done;
  }

  override close(): void {
    super.close();
    // Timers that a cell left behind don't keep the kernel; the last messages get a moment to leave.
    setTimeout(() => process.exit(0), 100);
  }

  async #execute(shell: ZmqServer["shell"], message: Message): Promise<void> {
    const { code, silent, stop_on_error } = executeRequest.parse(message.content);
    if (this.#sentBeforeFailure(message)) {
      this.#reply(shell, message, { status: "aborted" });
      return;
    }
    if (!silent) this.#executionCount++;
    const execution_count = this.#executionCount;
    if (!silent) this.#publish(message, "execute_input", { code, execution_count });
    const output = new BatchedOutput({
      stream: (name, text) => {
        this.#publish(message, "stream", { name, text });
      },
      display: (data, update) => {
        this.#publish(message, update ? "update_display_data" : "display_data", data);
      },
    });
    const failure = await this.cells.execute(code, output);
    output.flush();
    if (failure === undefined) {
      this.#reply(shell, message, { status: "ok", execution_count, payload: [], user_expressions: {} });
      return;
    }
    if (stop_on_error) this.#failedAtInMs = Date.now();
    this.#publish(message, "error", failure);
    this.#reply(shell, message, { status: "error", execution_count, ...failure });
  }

  #sentBeforeFailure({ header }: Message): boolean {
    const sentAtInMs = Date.parse(header.date);
    const isRecent = Date.now() - this.#failedAtInMs < UNDERWAY_IN_MS;
    return Number.isNaN(sentAtInMs) ? isRecent : isRecent && sentAtInMs <= this.#failedAtInMs;
  }

  #publish(message: Message, type: string, content: object): void {
    this.#send(this.iopub, message, type, content);
  }

  #reply(shell: ZmqServer["shell"], message: Message, content: object): void {
    this.#send(shell, message, "execute_reply", content);
  }

  #send(socket: unknown, message: Message, type: string, content: object): void {
    const reply = message.createReply();
    reply.header.msg_type = type;
    reply.content = content;
    reply.signAndSend(this.connInfo.key, socket);
  }
}

/** A publisher that sends one message after the other: zeromq drops all beyond the 512th of one turn. */
function withoutLimit(socket: Publisher): Pick<Publisher, "send" | "close" | "bind"> {
  socket.sendHighWaterMark = 0;
  let sent: Promise<unknown> = Promise.resolve();
  return {
    bind: (address) => socket.bind(address),
    send(parts) {
      const sending = sent.then(() => socket.send(parts));
      sent = sending.catch(() => undefined); // The socket is closed: nobody listens any more.
      return sending.catch(() => undefined);
    },
    close() {
      void sent.then(() => {
        socket.close();
      });
    },
  };
}

const connectionFile = process.argv[2];
if (connectionFile === undefined) throw new Error("Usage: starter.js CONNECTION_FILE");

const cells = new CellExecutor(process.cwd());
process.on("SIGINT", () => {
  cells.interrupt();
});
process.on("uncaughtException", (error) => {
  console.error(thrownFailure(error).traceback.join("\n"));
});
process.on("unhandledRejection", (reason) => {
  console.error(unawaited(thrownFailure(reason)).traceback.join("\n"));
});
void new Kernel(cells, connectionFile).init();
