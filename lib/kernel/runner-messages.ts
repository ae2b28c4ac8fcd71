import type { DisplayData } from "./cell-executor";
import type { CellFailure } from "./cell-failure";

/** What the runner asks of the process in which a notebook runs. Cells are named by their place in the notebook. */
export type RunnerRequest =
  { readonly kind: "run"; readonly cell: number; readonly code: string } | { readonly kind: "finish" };

/** What that process answers. */
export type RunnerReply =
  | { readonly kind: "ready" }
  | {
      readonly kind: "stream";
      readonly cell: number;
      readonly name: "stdout" | "stderr";
      readonly text: string;
    }
  | { readonly kind: "display"; readonly cell: number; readonly data: DisplayData; readonly update: boolean }
  | { readonly kind: "done"; readonly cell: number; readonly failure?: CellFailure }
  | { readonly kind: "unawaited"; readonly cell: number; readonly failure: CellFailure }
  | { readonly kind: "finished" };

const kinds: readonly unknown[] = [
  "run",
  "finish",
  "ready",
  "stream",
  "display",
  "done",
  "unawaited",
  "finished",
];

/** Both ends are built from this file: the kind alone tells a message of ours from anything else. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows which end it is
export function isMessage<M extends RunnerRequest | RunnerReply>(message: unknown): message is M {
  return typeof message === "object" && message !== null && "kind" in message && kinds.includes(message.kind);
}
