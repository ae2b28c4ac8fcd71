import type { Writable } from "node:stream";

/** Set by our own kernel and runner, which lose no output and need no batching. */
const KEEPS_ALL_OUTPUT = Symbol.for("runbooks.keeps-all-output");
const batched = new WeakSet<Writable>();

/** Says that in this process output needs no batching. */
export function outputIsKept(): void {
  Reflect.set(globalThis, KEEPS_ALL_OUTPUT, true);
}

/**
 * Sends what is printed in one go as one message, where the kernel is a stock tslab.
 *
 * That one loses everything after the 512th message of one turn of the event loop, the cell's end included. It can't
 * help a loop that only awaits promises already resolved: let such a loop await a timer now and then.
 */
export function batchOutput(stream: NodeJS.WriteStream = process.stdout): void {
  if (Reflect.get(globalThis, KEEPS_ALL_OUTPUT) === true || batched.has(stream)) return;
  batched.add(stream);
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its stream, below
  let write = stream.write;
  let pending = "";
  const flush = (): void => {
    const text = pending;
    pending = "";
    if (text !== "") write.call(stream, text);
  };
  Object.defineProperty(stream, "write", {
    configurable: true,
    get: () => (piece: string | Uint8Array) => {
      if (pending === "") queueMicrotask(flush);
      pending += typeof piece === "string" ? piece : Buffer.from(piece).toString();
      return true;
    },
    // tslab assigns a new one for each cell.
    set: (next: typeof write) => {
      flush();
      write = next;
    },
  });
}
