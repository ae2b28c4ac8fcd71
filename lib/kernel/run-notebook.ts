import { type ChildProcess, fork } from "node:child_process";
import { basename, dirname, join } from "node:path";
import type { DisplayData } from "./cell-executor";
import { type CellFailure, interruptedFailure } from "./cell-failure";
import {
  appendOutput,
  type CodeCell,
  type DisplayOutput,
  type JsonObject,
  type Notebook,
  type Output,
  readNotebook,
} from "./notebook";
import { injectParameters } from "./parameters";
import { isMessage, type RunnerReply, type RunnerRequest } from "./runner-messages";

export interface RunNotebookOptions {
  /** Values for the cell tagged `parameters`. */
  readonly parameters?: JsonObject;
  /** How long one cell may take. Without it a cell may take as long as it likes. */
  readonly cellTimeLimitInSeconds?: number;
  /** Told before each cell: which one of how many code cells. */
  readonly onCell?: (cell: { readonly number: number; readonly count: number }) => void;
  /** Stops the running cell, as Ctrl-C does, and with it the run. */
  readonly signal?: AbortSignal;
}

/** A cell that failed, and why. */
export interface FailedCell extends CellFailure {
  /** Which code cell, counted from one: the number in its prompt. */
  readonly number: number;
  readonly id: string;
  readonly source: string;
  /** The heading that it stands under; absent where it stands under none. */
  readonly section?: string;
}

/** How a run of a notebook went. */
export interface NotebookRun {
  /** The executed copy; the notebook's file is left as it was. */
  readonly executed: Notebook;
  readonly cellCount: number;
  readonly elapsedInMs: number;
  /** The cell that failed; a run without one has passed. */
  readonly failed?: FailedCell;
}

// A cell that doesn't end when it is asked to is ended with its process.
const GRACE_IN_MS = 2_000;

/**
 * Runs a notebook from top to bottom without Jupyter, in a process of its own and in the notebook's folder.
 *
 * The first cell that fails ends the run. A rejected promise that nobody awaited is a failure, of the cell that began it.
 *
 * @throws RunbookError `NotebookUnreadable`, `ParametersCellUnreadable`, `ParameterInvalid`: nothing has run then.
 */
export async function runNotebook(path: string, options: RunNotebookOptions = {}): Promise<NotebookRun> {
  const name = basename(path, ".ipynb");
  const executed = injectParameters(structuredClone(readNotebook(path)), options.parameters ?? {}, name);
  const startedAtInMs = performance.now();
  const run = new Run(executed, path, options);
  const failed = await run.allCells();
  return {
    executed,
    cellCount: run.codeCells.length,
    elapsedInMs: performance.now() - startedAtInMs,
    ...(failed && { failed }),
  };
}

class Run {
  readonly codeCells: readonly CodeCell[];
  readonly #displays = new Map<string, DisplayOutput[]>();
  readonly #child: ChildProcess;
  #failed: { readonly index: number; readonly failure: CellFailure } | undefined;
  #isGone = false;
  #current = 0;
  #exceededInSeconds: number | undefined;
  #awaited: { readonly kind: RunnerReply["kind"]; readonly resolve: () => void } | undefined;

  constructor(
    private readonly notebook: Notebook,
    path: string,
    private readonly options: RunNotebookOptions,
  ) {
    for (const cell of notebook.cells) {
      if (cell.cell_type === "code") Object.assign(cell, { outputs: [], execution_count: null });
    }
    this.codeCells = notebook.cells.filter((cell) => cell.cell_type === "code").filter(hasCode);
    this.#child = fork(join(__dirname, "runner-process.js"), [], {
      cwd: dirname(path),
      execArgv: ["--enable-source-maps"],
      // What a native library writes past the cell's own streams would only disturb the progress.
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#child.on("message", (message) => {
      if (isMessage<RunnerReply>(message)) this.#receive(message);
    });
    // Comes after the last message, unlike "exit".
    this.#child.once("disconnect", () => {
      this.#gone();
    });
    this.#child.once("error", () => {
      this.#gone();
    });
  }

  async allCells(): Promise<FailedCell | undefined> {
    const stop = (): void => {
      this.#interrupt();
    };
    this.options.signal?.addEventListener("abort", stop);
    await this.#until("ready");
    for (const [index, cell] of this.codeCells.entries()) {
      if (this.#failed !== undefined) break;
      await this.#runCell(index, cell);
    }
    await this.#until("finished", () => {
      this.#tell({ kind: "finish" });
    });
    this.options.signal?.removeEventListener("abort", stop);
    return this.#failedCell();
  }

  async #runCell(index: number, cell: CodeCell): Promise<void> {
    this.#current = index;
    this.options.onCell?.({ number: index + 1, count: this.codeCells.length });
    if (this.options.signal?.aborted === true) {
      this.#fail(index, interruptedFailure);
      return;
    }
    cell.execution_count = index + 1;
    const limit = this.options.cellTimeLimitInSeconds;
    const timer =
      limit === undefined
        ? undefined
        : setTimeout(() => {
            this.#exceededInSeconds = limit;
            this.#interrupt();
          }, limit * 1_000);
    await this.#until("done", () => {
      this.#tell({ kind: "run", cell: index, code: cell.source });
    });
    clearTimeout(timer);
  }

  #receive(reply: RunnerReply): void {
    switch (reply.kind) {
      case "stream":
        this.#append(reply.cell, { output_type: "stream", name: reply.name, text: reply.text });
        break;
      case "display":
        this.#display(reply.cell, reply.data, reply.update);
        break;
      case "done":
      case "unawaited":
        if (reply.failure !== undefined) this.#fail(reply.cell, reply.failure);
        break;
      case "ready":
      case "finished":
        break;
    }
    if (reply.kind === this.#awaited?.kind) this.#awaited.resolve();
  }

  #append(cell: number, output: Output): void {
    const outputs = this.codeCells[cell]?.outputs;
    if (outputs !== undefined) appendOutput(outputs, output);
  }

  // A notebook keeps the last state of a display, in every place where it was shown.
  #display(cell: number, { data, metadata, transient }: DisplayData, update: boolean): void {
    const id = transient.display_id;
    const shown = id === undefined ? [] : (this.#displays.get(id) ?? []);
    for (const output of shown) Object.assign(output, { data, metadata });
    if (update) return;
    const output: DisplayOutput = { output_type: "display_data", data, metadata };
    this.#append(cell, output);
    if (id !== undefined) this.#displays.set(id, [...shown, output]);
  }

  /** Remembers the first failure and writes each into its cell. */
  #fail(index: number, cause: CellFailure): void {
    const limit = this.#exceededInSeconds;
    const failure = limit === undefined ? cause : timeLimitFailure(limit);
    this.#failed ??= { index, failure };
    const { ename, evalue, traceback } = failure;
    this.#append(index, { output_type: "error", ename, evalue, traceback });
  }

  #failedCell(): FailedCell | undefined {
    if (this.#failed === undefined) return undefined;
    const { index, failure } = this.#failed;
    const cell = this.codeCells[index];
    const section = cell && sectionOf(cell, this.notebook);
    return {
      ...failure,
      number: index + 1,
      id: cell?.id ?? "",
      source: cell?.source ?? "",
      ...(section !== undefined && { section }),
    };
  }

  #gone(): void {
    this.#isGone = true;
    this.#awaited?.resolve();
  }

  #interrupt(): void {
    this.#child.kill("SIGINT");
    setTimeout(() => this.#child.kill("SIGKILL"), GRACE_IN_MS).unref();
  }

  #tell(request: RunnerRequest): void {
    this.#child.send(request);
  }

  async #until(kind: RunnerReply["kind"], ask?: () => void): Promise<void> {
    if (!this.#isGone) {
      await new Promise<void>((resolve) => {
        this.#awaited = { kind, resolve };
        ask?.();
      });
      this.#awaited = undefined;
    }
    if (!this.#isGone || kind === "finished" || this.#failed !== undefined) return;
    // A process that is still starting ends at once at an interrupt.
    this.#fail(this.#current, this.options.signal?.aborted === true ? interruptedFailure : endedFailure);
  }
}

/** The last heading above a cell. */
function sectionOf(cell: CodeCell, { cells }: Notebook): string | undefined {
  const above = cells.slice(0, cells.indexOf(cell)).filter(({ cell_type }) => cell_type === "markdown");
  const headings = above.flatMap(({ source }) => [...source.matchAll(/^#{1,6} +(.+)$/gm)]);
  return headings.at(-1)?.[1]?.trim();
}

function hasCode(cell: CodeCell): boolean {
  return cell.source.trim() !== "";
}

function timeLimitFailure(limitInSeconds: number): CellFailure {
  const evalue = `The cell took longer than its limit of ${limitInSeconds} s and was stopped.`;
  return { ename: "TimeLimit", evalue, traceback: [`TimeLimit: ${evalue}`] };
}

const endedFailure: CellFailure = {
  ename: "ProcessEnded",
  evalue: "The cell ended the process it ran in.",
  traceback: ["ProcessEnded: The cell ended the process it ran in."],
};
