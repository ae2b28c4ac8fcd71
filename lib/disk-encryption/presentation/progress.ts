import { displayHere, type ProgressLine, durationWords } from "@runbooks/kernel";
import type { EncryptionProgress } from "../change/waits/encryption-progress";
import type { ApplyProgress } from "../change/apply";

/** What `apply` and `watch` take to show how far they are. */
export interface ProgressOptions {
  readonly onProgress: (progress: ApplyProgress | EncryptionProgress) => void;
  readonly onStepDone: (progress: ApplyProgress) => void;
  readonly onEnd: () => void;
  /** Aborted by an interrupt (the stop button): the waiting ends, Azure goes on. */
  readonly signal: AbortSignal;
}

/**
 * Shows progress: in a notebook one line that updates in place, elsewhere a log.
 *
 * @example await apply(azure, plan, approval, progress());
 * @example await watch(azure, "vm-web-01", { ...progress(), script });
 */
export function progress(): ProgressOptions {
  const interrupt = new AbortController();
  let line: ProgressLine | undefined;
  let latest = "";
  let pickUp = "";
  const stop = (): void => {
    // Said here and not only thrown: the kernel ends an interrupted cell with an error of its own.
    line?.done(`${latest}\n${pickUp}`);
    line = undefined;
    interrupt.abort(new Error("Stopped by an interrupt."));
  };
  const current = (): ProgressLine => {
    if (line === undefined) {
      line = displayHere().progressLine();
      // Not before the first progress: registered in the synchronous part of a cell, it would let an interrupt kill the kernel.
      process.once("SIGINT", stop);
    }
    return line;
  };
  const finishLine = (): void => {
    line?.done(latest);
    line = undefined;
    process.removeListener("SIGINT", stop);
  };
  return {
    signal: interrupt.signal,
    onProgress: (state) => {
      if (interrupt.signal.aborted) return;
      latest = "step" in state ? stepWords(state, "…") : watchWords(state);
      pickUp = pickUpWords(state);
      current().update(latest);
    },
    onStepDone: (state) => {
      latest = stepWords(state, "✔");
      current();
      finishLine();
    },
    onEnd: finishLine,
  };
}

/** How to go on after an interrupt: Azure does not stop with the cell. */
export function pickUpWords(state: ApplyProgress | EncryptionProgress): string {
  const vmName = "step" in state ? vmNameOf(state.step) : state.vmName;
  return vmName === undefined
    ? "■ Stopped here; Azure goes on with this request. Look how it stands before you plan again."
    : `■ Stopped here; Azure goes on. Pick it up again with watch(azure, "${vmName}", { ...progress(), script: <its probe script> }).`;
}

/** The VM that can be watched; while it is being made there is none. */
function vmNameOf({ action, request }: ApplyProgress["step"]): string | undefined {
  return action.kind === "create-virtual-machine"
    ? undefined
    : /\/virtualMachines\/([^/]+)/i.exec(request.path)?.[1];
}

function stepWords({ step, position, steps, elapsedInMs, detail }: ApplyProgress, sign: string): string {
  const elapsed = elapsedInMs === 0 ? "" : ` (${durationWords(elapsedInMs)})`;
  return `${sign} ${position}/${steps} ${step.title}${elapsed}${detail === undefined ? "" : `: ${detail}`}`;
}

function watchWords({
  vmName,
  stage,
  percentEncrypted,
  elapsedInMs,
  expected,
  state,
}: EncryptionProgress): string {
  // Of what is decrypted, 0 % would read as if nothing was done.
  const isTold = percentEncrypted !== undefined && state !== "decrypted";
  const percent = isTold ? `, ${Math.round(percentEncrypted)} %` : "";
  const sign = state === "running" ? "…" : state === "nothing-to-encrypt" ? "✘" : "✔";
  return `${sign} ${vmName}: ${stage}${percent}, after ${durationWords(elapsedInMs)} (expected: ${expected})`;
}
