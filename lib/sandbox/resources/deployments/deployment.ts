import type { Reply } from "../../http";
import type { JsonObject } from "../../json";

export type DeploymentState = "Accepted" | "Running" | "Succeeded" | "Failed" | "Canceled";

/** One resource of a deployment, or the evaluation of its outputs: what `operations` lists. */
export interface DeploymentOperation {
  readonly operationId: string;
  readonly provisioningOperation: "Create" | "EvaluateDeploymentOutput";
  readonly startedAt: Date;
  readonly serviceRequestId: string;
  readonly targetResource?: JsonObject;
  state: "Running" | "Succeeded" | "Failed" | "Canceled";
  endedAt?: Date;
  /** `OK`, `Created`, `Conflict` ... */
  statusCode?: string;
  /** What went wrong, as `statusMessage`. */
  statusMessage?: JsonObject;
}

/** A deployment as the history of its scope keeps it. No value of a secure parameter is in here. */
export interface Deployment {
  readonly id: string;
  readonly name: string;
  readonly location?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly template: JsonObject;
  readonly templateHash: string;
  /** As answers show them. */
  readonly parameters: JsonObject;
  readonly providers: readonly JsonObject[];
  readonly dependencies: readonly JsonObject[];
  readonly correlationId: string;
  readonly statusId: string;
  readonly startedAt: Date;
  readonly operations: DeploymentOperation[];
  state: DeploymentState;
  endedAt?: Date;
  outputs?: JsonObject;
  outputResources?: readonly JsonObject[];
  error?: JsonObject;
}

/** What `/subscriptions/{id}/operationresults/{id}` answers from a moment on. */
export interface OperationResult {
  readonly readyAt: Date;
  readonly reply: Reply;
}

/** The deployments of a world, by lower-case id, and the results of what-if and of deletions. */
export interface DeploymentStore {
  readonly byId: Map<string, Deployment>;
  readonly results: Map<string, OperationResult>;
}

/** Makes an empty store. */
export function createDeploymentStore(): DeploymentStore {
  return { byId: new Map(), results: new Map() };
}

/** Whether a deployment goes on. */
export function isActive({ state }: Deployment): boolean {
  return state === "Accepted" || state === "Running";
}
