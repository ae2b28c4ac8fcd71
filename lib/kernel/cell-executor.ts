import "./strict-cells";
import { createConverter } from "tslab/dist/converter";
import { createExecutor, type Executor } from "tslab/dist/executor";
import * as jupyter from "tslab/dist/jupyter";
import { type CellFailure, type CompilerMessage, compilerFailure, thrownFailure } from "./cell-failure";
import { expandShorthands } from "./expand-shorthands";
import type { JsonObject } from "./notebook";

/** What a cell displayed; a display that was given an id can be updated later. */
export interface DisplayData {
  readonly data: JsonObject;
  readonly metadata: JsonObject;
  readonly transient: { readonly display_id?: string };
}

/** Where the output of a cell goes. */
export interface CellOutput {
  stream(name: "stdout" | "stderr", text: string): void;
  display(data: DisplayData, update: boolean): void;
}

/**
 * Compiles cells strictly and runs them, one after the other, with tslab's own converter and executor.
 *
 * The kernel and the headless runner both stand on this class, so that a cell does the same in either. It takes
 * the process's `stdout` and `stderr` for itself.
 */
export class CellExecutor {
  /** tslab's executor, for completion and inspection. Cells are run through {@link execute}. */
  readonly tslab: Executor;
  #thrown: { readonly value: unknown }[] = [];
  #messages: CompilerMessage[] = [];

  /** @param folder - the notebook's folder: imports are resolved from here. */
  constructor(folder: string) {
    // Colours would make an output depend on where the server was started.
    process.env["NO_COLOR"] = "1";
    const node = createConverter({ isJS: false, isBrowser: false });
    const close = (): void => {
      node.close();
    };
    this.tslab = createExecutor(
      folder,
      { node, browser: node, close },
      {
        log: console.log,
        error: (...problem: unknown[]) => {
          this.#remember(problem);
        },
      },
    );
  }

  /** Runs one cell. The result is why it failed, or nothing. */
  async execute(code: string, output: CellOutput): Promise<CellFailure | undefined> {
    process.stdout.write = writerTo("stdout", output);
    process.stderr.write = writerTo("stderr", output);
    Object.assign(jupyter, {
      lastWriteDisplayData: (data: DisplayData, update: boolean | undefined) => {
        output.display(data, update === true);
      },
    });
    this.#thrown = [];
    this.#messages = [];
    try {
      await this.tslab.execute(expandShorthands(code));
    } catch (error) {
      return thrownFailure(error);
    }
    if (this.#messages.length > 0) return compilerFailure(this.#messages);
    const [thrown] = this.#thrown;
    return thrown === undefined ? undefined : thrownFailure(thrown.value);
  }

  /** Ends the waiting of the running cell; work it has begun isn't undone by that. */
  interrupt(): void {
    this.tslab.interrupt();
  }

  close(): void {
    this.tslab.close();
  }

  // tslab reports a compiler's message as a format and four values, and what a cell threw as one value.
  #remember([first, , line, column, text]: readonly unknown[]): void {
    if (typeof line === "number" && typeof column === "number" && typeof text === "string") {
      this.#messages.push({ line, column, text });
    } else {
      this.#thrown.push({ value: first });
    }
  }
}

function writerTo(name: "stdout" | "stderr", output: CellOutput): typeof process.stdout.write {
  const decoder = new TextDecoder();
  return (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    output.stream(name, typeof chunk === "string" ? chunk : decoder.decode(chunk));
    for (const callback of rest) if (typeof callback === "function") process.nextTick(callback);
    return true;
  };
}
