import { resourceNotFound } from "../errors";
import { param, type Call } from "../http";
import type { Resource } from "../state";

export const virtualMachineType = "Microsoft.Compute/virtualMachines";
export const extensionType = "Microsoft.Compute/virtualMachines/extensions";
export const runCommandType = "Microsoft.Compute/virtualMachines/runCommands";
export const diskType = "Microsoft.Compute/disks";
export const snapshotType = "Microsoft.Compute/snapshots";
export const diskEncryptionSetType = "Microsoft.Compute/diskEncryptionSets";
export const imageType = "Microsoft.Compute/images";

/** `/subscriptions/…/resourceGroups/…` of a call, the group's name in the case it was made with. */
export function groupId(call: Call): string {
  const { subscriptionId, resourceGroupName } = call.params;
  const key = `${subscriptionId ?? ""}/${resourceGroupName ?? ""}`.toLowerCase();
  const name = call.world.resourceGroups.get(key)?.name ?? resourceGroupName ?? "";
  return `/subscriptions/${subscriptionId?.toLowerCase() ?? ""}/resourceGroups/${name}`;
}

/** The id of a top-level Compute resource that a call names. */
export function resourceIdOf(call: Call, type: string, name: string): string {
  return `${groupId(call)}/providers/${type}/${name}`;
}

/** A VM that a call names; 404 where there is none. */
export function virtualMachineOf(call: Call): Resource {
  return found(call, virtualMachineType, param(call, "vmName"));
}

/** A top-level Compute resource; 404 where there is none. */
export function found(call: Call, type: string, name: string): Resource {
  const resource = call.world.resources.get(resourceIdOf(call, type, name));
  if (resource === undefined) throw resourceNotFound(type, name, param(call, "resourceGroupName"));
  return resource;
}

/** A child of a VM that a call names, e.g. an extension; 404 where there is none. */
export function childOf(call: Call, virtualMachine: Resource, type: string, name: string): Resource {
  const child = call.world.resources.get(childId(virtualMachine, type, name));
  if (child === undefined)
    throw resourceNotFound(type, `${virtualMachine.name}/${name}`, param(call, "resourceGroupName"));
  return child;
}

/** The id of a VM's child: `<vm>/extensions/<name>`. */
export function childId(virtualMachine: Resource, type: string, name: string): string {
  return `${virtualMachine.id}/${type.split("/").pop() ?? ""}/${name}`;
}
