/** The process in which one notebook runs: started by the runner, told by it which cell is next. */
import { CellExecutor } from "./cell-executor";
import { AsyncLocalStorage } from "node:async_hooks";
import { BatchedOutput } from "./batched-output";
import { thrownFailure, unawaited } from "./cell-failure";
import { isMessage, type RunnerReply, type RunnerRequest } from "./runner-messages";

// What a notebook left running gets this long to end, or to fail.
const LAST_WAIT_IN_MS = 1_000;

const cells = new CellExecutor(process.cwd());
// A rejection carries the context of the promise: it is put down to the cell that began it, however late it comes.
const origin = new AsyncLocalStorage<number>();
let latestCell = 0;
let latestOutput = outputOf(latestCell);

function send(reply: RunnerReply, then?: () => void): void {
  process.send?.(reply, undefined, undefined, then);
}

function outputOf(cell: number): BatchedOutput {
  return new BatchedOutput({
    stream: (name, text) => {
      send({ kind: "stream", cell, name, text });
    },
    display: (data, update) => {
      send({ kind: "display", cell, data, update });
    },
  });
}

async function run(cell: number, code: string): Promise<void> {
  latestCell = cell;
  latestOutput = outputOf(cell);
  const failure = await origin.run(cell, () => cells.execute(code, latestOutput));
  // Node reports an unhandled rejection at the end of a turn.
  await new Promise(setImmediate);
  latestOutput.flush();
  send({ kind: "done", cell, ...(failure && { failure }) });
}

function reportUnawaited(reason: unknown): void {
  latestOutput.flush();
  send({
    kind: "unawaited",
    cell: origin.getStore() ?? latestCell,
    failure: unawaited(thrownFailure(reason)),
  });
}

function finish(): void {
  // Without these two the channel doesn't keep the process from ending.
  process.off("message", obey);
  process.off("disconnect", leaveAtOnce);
  cells.close();
  const leave = (): void => {
    latestOutput.flush();
    send({ kind: "finished" }, () => process.exit(0));
  };
  process.once("beforeExit", leave);
  setTimeout(leave, LAST_WAIT_IN_MS).unref();
}

function leaveAtOnce(): void {
  process.exit(1);
}

function obey(request: unknown): void {
  if (!isMessage<RunnerRequest>(request)) return;
  if (request.kind === "run") void run(request.cell, request.code);
  else finish();
}

process.on("SIGINT", () => {
  cells.interrupt();
});
process.on("uncaughtException", reportUnawaited);
process.on("unhandledRejection", reportUnawaited);
process.on("message", obey);
process.on("disconnect", leaveAtOnce);
send({ kind: "ready" });
