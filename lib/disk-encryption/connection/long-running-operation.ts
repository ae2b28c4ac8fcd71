import { defined, RunbookError } from "@runbooks/azure";
import { httpStatus } from "./azure-error";
import type { Clock } from "./clock";

/** What a caller is told between two polls. */
export interface OperationProgress {
  /** `running`, `succeeded`, `failed` ... */
  readonly status: string;
  readonly elapsedInMs: number;
  /** What Azure is at, in words; absent where the operation is one thing. */
  readonly detail?: string;
}

/** What of a client's poller is needed to wait by it. */
export interface OperationPoller<T> {
  /** Resolves once Azure has taken the request. */
  submitted(): Promise<void>;
  poll(options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
  readonly isDone: boolean;
  readonly operationState: { readonly status: string } | undefined;
  pollUntilDone(): Promise<T>;
}

export interface FinishOptions {
  readonly clock: Clock;
  readonly intervalInMs?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: OperationProgress) => void;
  /** What Azure is at, in words, for the progress; asked after each look at the operation. */
  readonly describe?: () => Promise<string | undefined>;
}

const DEFAULT_INTERVAL_IN_MS = 10_000;

/**
 * Waits for one of Azure's long-running operations, by the clock that is handed in.
 *
 * Stopping the wait (`signal`) does not stop Azure: the operation goes on, and reading the resource tells how far it is.
 *
 * @throws RunbookError `Interrupted` where the signal stopped it; else what the client throws.
 * @param begin - starts the operation; a function, because a poller handed over directly would be awaited as a promise.
 */
export async function finish<T>(begin: () => OperationPoller<T>, options: FinishOptions): Promise<T> {
  return await interruptible(options.signal, () => pollUntilOver(begin, options));
}

/**
 * Tells the caller's stop from a failure of the operation.
 *
 * @throws RunbookError `Interrupted` where the signal stopped the waiting; else what the waiting throws.
 */
export async function interruptible<T>(signal: AbortSignal | undefined, wait: () => Promise<T>): Promise<T> {
  try {
    return await wait();
  } catch (error) {
    // A refusal that came in the same moment is Azure's word, and nothing goes on.
    if (signal?.aborted !== true || httpStatus(error) !== undefined) throw error;
    throw new RunbookError(
      "Interrupted",
      "Stopped waiting; Azure goes on.",
      "Look how it stands before you go on.",
      {
        cause: error,
      },
    );
  }
}

async function pollUntilOver<T>(begin: () => OperationPoller<T>, options: FinishOptions): Promise<T> {
  const { clock, intervalInMs = DEFAULT_INTERVAL_IN_MS, signal, onProgress, describe } = options;
  const startedAtInMs = clock.now().getTime();
  const poller = begin();
  await poller.submitted();
  while (!poller.isDone) {
    await poller.poll(signal === undefined ? {} : { abortSignal: signal });
    onProgress?.({
      status: poller.operationState?.status ?? "running",
      elapsedInMs: clock.now().getTime() - startedAtInMs,
      ...defined({ detail: await describe?.() }),
    });
    // poll() above changes isDone, which the compiler takes for settled.
    if (!(poller.isDone as boolean)) await clock.wait(intervalInMs, signal);
  }
  // Done: pollUntilDone answers at once, with the result or with the operation's error.
  return await poller.pollUntilDone();
}
