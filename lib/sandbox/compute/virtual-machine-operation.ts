import type { OperationEnd } from "../operations";
import { beginOperation, cancel, fail, operationHeaders, succeed, type Operation } from "../operations";
import type { Verb } from "../resource-type";
import { defined } from "@runbooks/azure";
import { operationNotAllowed } from "../errors";
import { guestOf } from "../guest/guest";
import type { Call } from "../http";
import { updateProperties, type Resource, type World } from "../state";

export interface VirtualMachineOperationOptions {
  readonly virtualMachine: Resource;
  /** As Azure's refusals call it: `start`, `deallocate` ... */
  readonly name: string;
  readonly durationInMs: number;
  readonly retryAfterInSeconds?: number;
  /** The provisioning state of the VM while it runs; `Updating` unless said. */
  readonly provisioningState?: string;
  /** Whether it overtakes an operation that is running, as a stop does, instead of being refused. */
  readonly overtakes?: boolean;
  /** Called when another operation overtakes this one. */
  readonly whenOvertaken?: () => void;
  readonly finish: (operation: Operation) => OperationEnd;
}

interface Running {
  readonly operation: Operation;
  readonly whenOvertaken: (() => void) | undefined;
}

const running = new WeakMap<World, Map<string, Running>>();

function runningOn(world: World): Map<string, Running> {
  const known = running.get(world) ?? new Map<string, Running>();
  running.set(world, known);
  return known;
}

/** Refuses a second operation on a VM while one runs. Text: ARM common deployment errors of Compute. */
export function assertNotBusy(world: World, virtualMachine: Resource, name: string): void {
  const current = runningOn(world).get(virtualMachine.id.toLowerCase());
  if (current?.operation.status !== "InProgress") return;
  throw operationNotAllowed(
    `Operation '${name}' is not allowed on VM '${virtualMachine.name}' since another operation is in progress.`,
  );
}

/** Starts a long-running operation on a VM: one at a time, over after its duration on the sandbox's clock. */
export function startOperation(call: Call, options: VirtualMachineOperationOptions): Operation {
  const { world } = call;
  const { virtualMachine, name, durationInMs, retryAfterInSeconds, provisioningState = "Updating" } = options;
  const key = virtualMachine.id.toLowerCase();
  const current = runningOn(world).get(key);
  if (options.overtakes === true && current?.operation.status === "InProgress") {
    cancel(world, current.operation);
    current.whenOvertaken?.();
  }
  assertNotBusy(world, virtualMachine, name);

  const operation = beginOperation(world, retryAfterInSeconds === undefined ? {} : { retryAfterInSeconds });
  runningOn(world).set(key, { operation, whenOvertaken: options.whenOvertaken });
  setProvisioningState(world, virtualMachine.id, provisioningState);
  world.clock.after(durationInMs, () => {
    if (operation.status !== "InProgress") return;
    const end = options.finish(operation);
    const { error } = end;
    const guest = guestOf(world, virtualMachine.id);
    if (guest !== undefined) {
      guest.provisionedAt = world.clock.now();
      guest.provisioningError = error;
    }
    setProvisioningState(world, virtualMachine.id, error === undefined ? "Succeeded" : "Failed");
    if (end.error === undefined) succeed(world, operation, end);
    else fail(world, operation, end.error);
  });
  return operation;
}

/** The headers of a VM operation's first answer. */
export function virtualMachineHeaders(
  call: Call,
  { location = "" }: Resource,
  operation: Operation,
  {
    withLocation,
    retryAfterInSeconds,
  }: { readonly withLocation: boolean; readonly retryAfterInSeconds?: number },
): Readonly<Record<string, string>> {
  return operationHeaders(call, operation, {
    subscriptionId: call.params["subscriptionId"] ?? "",
    location,
    kind: "operations",
    withLocation,
    ...defined({ retryAfterInSeconds }),
  });
}

function setProvisioningState(world: World, id: string, provisioningState: string): void {
  if (world.resources.get(id) === undefined) return;
  updateProperties(world.resources, id, (properties) => ({ ...properties, provisioningState }));
}

/** The buckets of rate limits that most changes of a VM count in, and those of what is on it (recorded in 2024). */
export const updateMachine: readonly string[] = ["UpdateVMSubscriptionMaximum", "UpdateVMResource"];
export const readMachine: readonly string[] = ["LowCostGetSubscriptionMaximum", "LowCostGetResource"];
export const changesOfMachine: Readonly<Record<Verb, readonly string[]>> = {
  list: readMachine,
  get: readMachine,
  put: updateMachine,
  patch: updateMachine,
  delete: updateMachine,
};
