import type { DeploymentScope } from "./template/template-functions";
import { type Reply, param, type Call } from "../../http";
import { type JsonObject, isJsonObject, type Json } from "../../json";
import { notFound } from "../../errors";

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

const retryAfterInSeconds = 15;

/** 202 whose `location` answers 202 until a moment on the sandbox's clock, and the reply from then on. */
export function resultLater(call: Call, delayInMs: number, reply: Reply): Reply {
  const { world, url, apiVersion } = call;
  const id = world.identifiers.version();
  const readyAt = new Date(world.clock.now().getTime() + delayInMs);
  world.deployments.results.set(id, { readyAt, reply });
  const location = `${url.origin}/subscriptions/${param(call, "subscriptionId")}/operationresults/${id}?api-version=${apiVersion}`;
  return { status: 202, headers: { location, "retry-after": String(retryAfterInSeconds) } };
}

/** GET /subscriptions/{id}/operationresults/{id}. */
export function getOperationResult(call: Call): Reply {
  const { world, url } = call;
  const result = world.deployments.results.get(param(call, "operationId"));
  if (result === undefined) throw notFound(`(sandbox) No operation ${param(call, "operationId")}.`);
  return world.clock.now() < result.readyAt ? { status: 202, headers: { location: url.href } } : result.reply;
}

/**
 * How long a deployment's own steps take; what a resource takes is its provider's.
 *
 * Recorded (Azure CLI's test recordings, 2020): an empty template is over 0.9 seconds after its PUT.
 */
/** From the PUT to the first resource's. */
export const deploymentStartsInMs = 500;
/** From the last resource's end to the deployment's. */
export const deploymentEndsInMs = 500;
/** Between two looks at a resource that is being made; assumed. A provider's `Retry-After` counts instead. */
export const resourcePollInMs = 5_000;
/** What-if, recorded: 16 seconds for one resource, polling included; assumed here. */
export const whatIfInMs = 5_000;
/** The deletion of a deployment from the history; assumed. */
export const deleteDeploymentInMs = 2_000;

/** A moment as answers on deployments write it: seven decimals (recorded). */
export function deploymentTime(time: Date): string {
  return time.toISOString().replace("Z", "0000Z");
}

/** A length of time as ISO 8601 has it: `PT2M5.25S` (recorded). */
export function isoDuration(durationInMs: number): string {
  const hours = Math.floor(durationInMs / 3_600_000);
  const minutes = Math.floor((durationInMs % 3_600_000) / 60_000);
  const seconds = (durationInMs % 60_000) / 1000;
  return `PT${hours > 0 ? `${hours}H` : ""}${minutes > 0 ? `${minutes}M` : ""}${seconds}S`;
}

const words: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "NoContent",
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  409: "Conflict",
  412: "PreconditionFailed",
};

/** An HTTP status as a deployment's operations write it. */
export function statusWord(status: number): string {
  return words[status] ?? String(status);
}

const mask = "*******";
// A shorter text would be found in places where it is no secret.
const shortestSecret = 4;

/** An answer in which no secret of the deployment is left, wherever a text has taken it up. */
export function withoutSecrets(value: JsonObject, secrets: readonly string[]): JsonObject {
  const told = secrets.filter((secret) => secret.length >= shortestSecret);
  // The longer ones first: one secret may be part of another.
  const ordered = [...told].sort((a, b) => b.length - a.length);
  return masked(value, ordered) as JsonObject;
}

function masked(value: Json, secrets: readonly string[]): Json {
  if (typeof value === "string")
    return secrets.reduce((text, secret) => text.replaceAll(secret, mask), value);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => masked(item, secrets));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner, secrets)]));
}

/** The scope that a request names; the door let it through, so it is there. */
export function scopeOf(call: Call): DeploymentScope {
  const { world, params } = call;
  const subscription = world.subscriptions.get(param(call, "subscriptionId").toLowerCase());
  if (subscription === undefined)
    throw new TypeError("(sandbox) The door lets no request for a missing subscription through.");
  const { subscriptionId, tenantId, displayName } = subscription;
  const id = `/subscriptions/${subscriptionId}`;
  const shared = {
    subscriptionId,
    tenantId,
    subscription: { id, subscriptionId, tenantId, displayName },
  };
  const groupName = params["resourceGroupName"];
  if (groupName === undefined) return { id, ...shared };
  const group = world.resourceGroups.get(`${subscriptionId}/${groupName}`.toLowerCase());
  if (group === undefined)
    throw new TypeError("(sandbox) The door lets no request for a missing group through.");
  const groupId = `${id}/resourceGroups/${group.name}`;
  return {
    id: groupId,
    ...shared,
    resourceGroup: {
      id: groupId,
      name: group.name,
      type: "Microsoft.Resources/resourceGroups",
      location: group.location,
      tags: group.tags,
      properties: { provisioningState: "Succeeded" },
    },
  };
}
