import type { PlannedRequest } from "./changes";
import type { OperationPoller } from "./long-running-operation";

/** How a planned request is sent. */
export interface SendOptions {
  /** What goes over the wire in the planned body's place: the same, with the secrets in its holes. */
  readonly body?: unknown;
  /**
   * Send once, and pass on Azure's error: for a request that makes something new each time, such as a key's next version. Without it Azure's
   * pipeline sends again by itself what failed with 408, 429 or 5xx, or whose answer was lost.
   */
  readonly once?: boolean;
}

/**
 * Sends a planned request as it stands in its plan, and gives a poller of whatever Azure goes on with.
 *
 * It goes through Azure's own pipeline (token, retries, long-running operation) onto the connection's transport, which refuses it unless it
 * was announced.
 */
export type Send = (request: PlannedRequest, options?: SendOptions) => OperationPoller<unknown>;
