import type { PlannedRequest } from "../../connection/changes";
import type { Connection } from "../../connection/connection";
import type { OperationProgress } from "../../connection/long-running-operation";
import type { SendOptions } from "../../connection/sending";
import type { NeededSecret, PlanSecrets } from "../secrets";

export interface PerformOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: OperationProgress) => void;
  /** What was handed to `apply` for the secrets that the action needs. */
  readonly secrets?: PlanSecrets;
}

/** How an action's request is sent. */
export interface ActionSendOptions extends SendOptions {
  /** What Azure is at, in words, for the progress; asked after each look at the operation. */
  readonly describe?: () => Promise<string | undefined>;
}

/** Sends a request, waits by the connection's clock until Azure is done, and gives Azure's last answer. */
export type SendAndWait = (request: PlannedRequest, options?: ActionSendOptions) => Promise<unknown>;

/** What one kind of action is to the plan and to the apply. One file of this folder describes the actions on one type of resource. */
export interface ActionKind<A> {
  /** The one request that it sends, word for word as it goes over the wire, but for secrets in its holes. Pure. */
  request(action: A): PlannedRequest;
  /** Set: sent once, since it makes something new each time. */
  readonly sendsOnce?: true;
  /**
   * Carries it out, where that is more than to fill in the secrets, to send the request and to wait until Azure is done. Called inside the
   * connection's gate, which refuses any request but the action's own.
   */
  perform?(azure: Connection, action: A, send: SendAndWait, options: PerformOptions): Promise<void>;
  /**
   * Waits, reading only, until the request may be sent; answers whether it is needed at all. Without it: at once, and needed.
   *
   * Called outside the gate.
   */
  until?(azure: Connection, action: A, options: PerformOptions): Promise<boolean>;
  /** The secrets that it sends and that its request shows as holes; without it none. */
  secrets?(action: A): readonly NeededSecret[];
  /** What it destroys for good, by names that a person knows; without it nothing. Such an action takes an approval of its own. */
  destroys?(action: A): readonly string[];
  /** Refusals that pass by themselves, e.g. while a grant takes effect: the refused request is sent again for so long. */
  readonly retry?: {
    readonly codes: readonly string[];
    readonly everyInMs: number;
    readonly forInMs: number;
  };
}
