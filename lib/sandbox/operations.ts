import { azureTime } from "./times";
import type { Json } from "./json";
import { defined, regionKey } from "@runbooks/azure";
import type { Call, Reply } from "./http";
import { AzureError, notFound } from "./errors";
import type { World } from "./state";

/** A long-running operation: what its status URL answers. */
export interface Operation {
  readonly id: string;
  readonly startTime: Date;
  readonly retryAfterInSeconds?: number;
  /** Disks put the whole resource into the status document; virtual machines do not. */
  status: "InProgress" | "Succeeded" | "Failed" | "Canceled";
  endTime?: Date;
  /** `properties.output` of the status document. */
  output?: Json;
  /** What the `location` URL answers at the end; no body where undefined. */
  result?: Json;
  error?: { readonly code: string; readonly message: string };
  /** Polls answered so far: only the first carries `Retry-After`, as recorded. */
  polls: number;
}

export interface BeginOperationOptions {
  readonly subscriptionId: string;
  readonly location: string;
  /** Disk resources answer below `DiskOperations`, virtual machines below `operations`. */
  readonly kind: "DiskOperations" | "operations";
  readonly retryAfterInSeconds?: number;
}

/** Starts an operation; whoever started it calls {@link succeed} or {@link fail}, at the latest through the clock. */
export function beginOperation(
  world: World,
  { retryAfterInSeconds }: Pick<BeginOperationOptions, "retryAfterInSeconds"> = {},
): Operation {
  const operation: Operation = {
    id: world.identifiers.guid(),
    startTime: world.clock.now(),
    status: "InProgress",
    polls: 0,
    ...defined({ retryAfterInSeconds }),
  };
  world.operations.set(operation.id, operation);
  return operation;
}

/** Ends an operation well. An operation that is over stays as it ended. */
export function succeed(
  world: World,
  operation: Operation,
  end: { readonly output?: Json; readonly result?: Json } = {},
): void {
  if (operation.status !== "InProgress") return;
  Object.assign(operation, { status: "Succeeded", endTime: world.clock.now(), ...end });
}

/** Ends an operation with Azure's error. */
export function fail(
  world: World,
  operation: Operation,
  error: { readonly code: string; readonly message: string },
): void {
  if (operation.status !== "InProgress") return;
  Object.assign(operation, {
    status: "Failed",
    endTime: world.clock.now(),
    error: { code: error.code, message: error.message },
  });
}

/** Ends an operation that a newer one on the same resource overtook. */
export function cancel(world: World, operation: Operation): void {
  if (operation.status !== "InProgress") return;
  Object.assign(operation, {
    status: "Canceled",
    endTime: world.clock.now(),
    // Code: Azure/azure-rest-api-specs#22434; text: kubernetes-sigs/cloud-provider-azure.
    error: {
      code: "OperationPreempted",
      message: "Operation execution has been preempted by a more recent operation.",
    },
  });
}

/**
 * The headers of the first answer.
 *
 * `azure-asyncoperation` always; `location` (the same URL with `monitor=true`) where the recordings have it: POST, DELETE and
 * every disk operation; `azure-asyncnotification` on virtual machines.
 */
export function operationHeaders(
  call: Call,
  operation: Operation,
  {
    subscriptionId,
    location,
    kind,
    retryAfterInSeconds,
    withLocation,
  }: BeginOperationOptions & { readonly withLocation: boolean },
): Readonly<Record<string, string>> {
  const region = regionKey(location);
  const url =
    `${call.url.origin}/subscriptions/${subscriptionId}/providers/Microsoft.Compute/locations/${region}/${kind}/${operation.id}` +
    `?p=${operation.id}&api-version=${call.apiVersion}`;
  return {
    "azure-asyncoperation": url,
    ...(withLocation ? { location: `${url}&monitor=true` } : {}),
    ...(kind === "operations" ? { "azure-asyncnotification": "Enabled" } : {}),
    ...(retryAfterInSeconds === undefined ? {} : { "retry-after": String(retryAfterInSeconds) }),
  };
}

/** Answers a status URL (`azure-asyncoperation`) or a monitor URL (`location`). */
export function pollOperation(call: Call): Reply {
  const operation = call.world.operations.get(call.params["operationId"]?.toLowerCase() ?? "");
  if (operation === undefined) {
    throw notFound(`(sandbox) No operation ${call.params["operationId"] ?? ""}.`);
  }
  const first = operation.polls++ === 0;
  const retryAfter: Record<string, string> =
    first && operation.status === "InProgress" && operation.retryAfterInSeconds !== undefined
      ? { "retry-after": String(operation.retryAfterInSeconds) }
      : {};

  if (call.query("monitor") === "true") {
    if (operation.status === "InProgress")
      return { status: 202, headers: { ...retryAfter, location: call.url.href } };
    if (operation.error !== undefined)
      throw new AzureError(409, operation.error.code, operation.error.message);
    return { status: 200, ...defined({ body: operation.result }) };
  }
  return {
    status: 200,
    headers: retryAfter,
    body: {
      startTime: azureTime(operation.startTime),
      ...defined({ endTime: operation.endTime && azureTime(operation.endTime) }),
      status: operation.status,
      ...defined({ properties: operation.output === undefined ? undefined : { output: operation.output } }),
      ...defined({ error: operation.error && { ...operation.error } }),
      name: operation.id,
    },
  };
}

/** How an operation ends: with Azure's error, or well, with what the status and the `location` URL then answer. */
export type OperationEnd =
  | { readonly error: { readonly code: string; readonly message: string } }
  | { readonly error?: undefined; readonly output?: Json; readonly result?: Json };
