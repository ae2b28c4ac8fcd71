import type { Call, Reply } from "../http";
import { objectAt, textAt, type JsonObject } from "../json";
import type { Operation, OperationEnd } from "../operations";
import { bodyOf, tagsIn } from "../request-body";
import type { Target } from "../resource-type";
import type { Resource } from "../state";
import {
  startOperation,
  virtualMachineHeaders,
  type VirtualMachineOperationOptions,
} from "./virtual-machine-operation";

/** What an extension or a run command does in a VM's guest. */
export interface GuestWork {
  /** As Azure's refusals call it. */
  readonly name: string;
  readonly durationInMs: number;
  readonly begin?: (operation: Operation) => void;
  readonly finish: () => OperationEnd;
  readonly whenOvertaken?: () => void;
}

/** A PUT's child of a VM, in the VM's region unless it says otherwise; `kept`: what of the properties is kept. */
export function sentChild(
  call: Call,
  type: string,
  { id, name }: Target,
  virtualMachine: Resource,
  kept: (sent: JsonObject) => JsonObject,
): Resource {
  const body = bodyOf(call);
  const location = textAt(body, "location") ?? virtualMachine.location ?? "";
  return { id, name, type, location, ...tagsIn(body), properties: kept(objectAt(body, "properties")) };
}

/** Keeps a VM's child and starts what it does in the guest: 201 for a new one, 200 for an old one that runs again. */
export function workInGuest(
  call: Call,
  virtualMachine: Resource,
  { old, child }: { readonly old: Resource | undefined; readonly child: Resource },
  { begin, ...work }: GuestWork,
  bodyOfChild: (stored: Resource) => JsonObject,
): Reply {
  const operation = startOperation(call, { virtualMachine, ...work });
  const provisioningState = old === undefined ? "Creating" : "Updating";
  const stored = { ...child, properties: { ...child.properties, provisioningState } };
  call.world.resources.put(stored);
  begin?.(operation);
  return {
    status: old === undefined ? 201 : 200,
    headers: virtualMachineHeaders(call, virtualMachine, operation, { withLocation: false }),
    body: bodyOfChild(stored),
  };
}

/** DELETE of a VM's child. */
export function removeChild(
  call: Call,
  virtualMachine: Resource,
  child: Resource,
  options: Pick<VirtualMachineOperationOptions, "name" | "durationInMs">,
  whenGone: () => void = () => undefined,
): Reply {
  const operation = startOperation(call, {
    virtualMachine,
    ...options,
    finish: () => {
      call.world.resources.delete(child.id);
      whenGone();
      return {};
    },
  });
  return acceptedOnMachine(call, virtualMachine, operation);
}

/** 202 of an operation on a VM that `location` follows. */
export function acceptedOnMachine(call: Call, virtualMachine: Resource, operation: Operation): Reply {
  return {
    status: 202,
    headers: virtualMachineHeaders(call, virtualMachine, operation, { withLocation: true }),
  };
}
