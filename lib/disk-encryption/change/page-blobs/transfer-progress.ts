import type { Connection } from "../../connection/connection";
import type { PerformOptions } from "../actions/action-kind";
import type { PageRange } from "./page-ranges";

/** Tells how far the pages are. */
export interface TransferProgress {
  /** A range was there already. */
  found(range: PageRange): void;
  /** A range was sent. */
  sent(range: PageRange): void;
}

export function transferProgress(
  azure: Pick<Connection, "clock">,
  totalInBytes: number,
  { onProgress }: Pick<PerformOptions, "onProgress">,
): TransferProgress {
  const startedAtInMs = azure.clock.now().getTime();
  let doneInBytes = 0;
  let foundInBytes = 0;
  let requests = 0;
  const tell = (): void => {
    const before = foundInBytes === 0 ? "" : `, ${inMiB(foundInBytes)} of them there before`;
    onProgress?.({
      status: "running",
      elapsedInMs: azure.clock.now().getTime() - startedAtInMs,
      detail: `${inMiB(doneInBytes)} of ${inMiB(totalInBytes)} in ${requests} requests${before}`,
    });
  };
  return {
    found: ({ lengthInBytes }) => {
      doneInBytes += lengthInBytes;
      foundInBytes += lengthInBytes;
      tell();
    },
    sent: ({ lengthInBytes }) => {
      doneInBytes += lengthInBytes;
      requests += 1;
      tell();
    },
  };
}

const inMiB = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
