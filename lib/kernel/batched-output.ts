import type { CellOutput } from "./cell-executor";

const PIECE_IN_CHARACTERS = 8_192;
const LONGEST_WAIT_IN_MS = 100;

/**
 * Output that sends what is printed in one turn of the event loop in one piece, and a display after what was printed
 * before it.
 *
 * Jupyter's server stops passing on messages beyond a thousand a second. A long synchronous loop still shows what it
 * prints while it runs.
 */
export class BatchedOutput implements CellOutput {
  #name: "stdout" | "stderr" = "stdout";
  #pending = "";
  #flushedAtInMs = 0;

  constructor(private readonly inner: CellOutput) {}

  stream(name: "stdout" | "stderr", text: string): void {
    if (name !== this.#name) this.flush();
    if (this.#pending === "")
      setImmediate(() => {
        this.flush();
      });
    this.#name = name;
    this.#pending += text;
    const waitedInMs = performance.now() - this.#flushedAtInMs;
    if (this.#pending.length > PIECE_IN_CHARACTERS || waitedInMs > LONGEST_WAIT_IN_MS) this.flush();
  }

  display(...display: Parameters<CellOutput["display"]>): void {
    this.flush();
    this.inner.display(...display);
  }

  flush(): void {
    const text = this.#pending;
    this.#pending = "";
    this.#flushedAtInMs = performance.now();
    if (text !== "") this.inner.stream(this.#name, text);
  }
}
