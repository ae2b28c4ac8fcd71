import { setInterval as every } from "node:timers/promises";

/** Waits until something is so, as long as that takes: a busy machine is no failure, and mocha ends a test that waits in vain. */
export async function until(isSo: () => boolean): Promise<void> {
  for await (const _ of every(10)) if (isSo()) return;
}
