import type { PlannedRequest } from "../../connection/changes";
import type { Connection } from "../../connection/connection";
import type { OperationPoller, OperationProgress } from "../../connection/long-running-operation";
import type { NeededSecret, PlanSecrets } from "../secrets";

export interface PerformOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: OperationProgress) => void;
  /** What was handed to `apply` for the secrets that the action needs. */
  readonly secrets?: PlanSecrets;
}

/** Waits for one of Azure's long-running operations, by the connection's clock. */
export type Wait = <T>(begin: () => OperationPoller<T>) => Promise<T>;

/** What one kind of action is to the plan and to the apply. One file of this folder describes the actions on one type of resource. */
export interface ActionKind<A> {
  /** The one request that it sends, word for word as it goes over the wire. Pure. */
  request(action: A): PlannedRequest;
  /**
   * Carries it out through Azure's own clients and waits until Azure is done. Called inside the connection's gate, which refuses any
   * request but the action's own.
   */
  perform(azure: Connection, action: A, wait: Wait, options: PerformOptions): Promise<void>;
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
