import { displayHere, type ProgressLine } from "../kernel";
import type { EncryptionProgress } from "../operations/encrypt-running-vm/watch";
import type { ApplyProgress } from "../operations/plan/apply";

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
  const stop = (): void => {
    interrupt.abort(new Error("Stopped by an interrupt."));
  };
  let line: ProgressLine | undefined;
  let latest = "";
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
      latest = "step" in state ? stepWords(state, "…") : watchWords(state);
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

function stepWords({ step, position, steps, elapsedInMs }: ApplyProgress, sign: string): string {
  const elapsed = elapsedInMs === 0 ? "" : ` (${durationWords(elapsedInMs)})`;
  return `${sign} ${position}/${steps} ${step.title}${elapsed}`;
}

function watchWords({
  vmName,
  stage,
  percentEncrypted,
  elapsedInMs,
  expected,
  state,
}: EncryptionProgress): string {
  const percent = percentEncrypted === undefined ? "" : `, ${Math.round(percentEncrypted)} %`;
  const sign = state === "running" ? "…" : "✔";
  return `${sign} ${vmName}: ${stage}${percent}, after ${durationWords(elapsedInMs)} (expected: ${expected})`;
}

/** A duration as people say it: `45 s`, `12 min`, `3 h 5 min`. */
export function durationWords(durationInMs: number): string {
  const seconds = Math.round(durationInMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
