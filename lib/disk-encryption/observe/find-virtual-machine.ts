import type { Connection } from "../connection/connection";
import { azureError } from "../connection/azure-error";
import { isResourceId, parseResourceId, type ResourceId, RunbookError } from "@runbooks/azure";
import { clientsOf } from "../connection/clients";

/**
 * Finds a VM by its name or by its full resource id.
 *
 * A name is looked for in every subscription that the connection sees; a name alone is enough only where it is the only one. A subscription
 * that can't be read fails the search only where the VM is found in no other.
 *
 * @throws RunbookError `VirtualMachineNotFound`, `VirtualMachineAmbiguous`, `ResourceIdMalformed`, or Azure's own code.
 */
export async function findVirtualMachine(azure: Connection, reference: string): Promise<ResourceId> {
  if (reference.includes("/")) return virtualMachineId(reference);
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(reference)) {
    throw new RunbookError(
      "ArgumentInvalid",
      `'${reference}' can't be the name of a VM.`,
      "Give a VM's name as the portal shows it, or its full resource id.",
    );
  }
  const found: ResourceId[] = [];
  const seen: string[] = [];
  const errors: RunbookError[] = [];
  for (const { subscriptionId } of azure.subscriptions) {
    try {
      for await (const { id, name } of clientsOf(azure).compute(subscriptionId).virtualMachines.listAll()) {
        if (name !== undefined) seen.push(name);
        if (id !== undefined && name?.toLowerCase() === reference.toLowerCase())
          found.push(parseResourceId(id));
      }
    } catch (error) {
      errors.push(azureError(error, `listing the VMs of subscription ${subscriptionId}`));
    }
  }
  const [first, ...others] = found;
  if (first === undefined) {
    const [unread] = errors;
    if (unread !== undefined) throw unread;
    throw new RunbookError(
      "VirtualMachineNotFound",
      `There is no VM '${reference}' in ${subscriptionNames(azure)}.`,
      `${thoseThere(seen)}Or give the VM's full resource id.`,
    );
  }
  if (others.length > 0) {
    throw new RunbookError(
      "VirtualMachineAmbiguous",
      `${found.length} VMs are called '${reference}', in the groups ${found.map((id) => id.resourceGroupName).join(" and ")}.`,
      `Give the full resource id of one, e.g. ${first.id}`,
    );
  }
  return first;
}

const MOST_NAMES = 20;

/** Names to choose from; in a large fleet those would be none that anybody reads. */
function thoseThere(names: readonly string[]): string {
  const shown = [...new Set(names)].sort();
  return shown.length === 0 || shown.length > MOST_NAMES
    ? "Check the name. "
    : `Name one of ${shown.join(", ")}. `;
}

function virtualMachineId(reference: string): ResourceId {
  if (
    !isResourceId(reference) ||
    parseResourceId(reference).type.toLowerCase() !== "microsoft.compute/virtualmachines"
  ) {
    throw new RunbookError(
      "ResourceIdMalformed",
      `'${reference}' is not the resource id of a VM.`,
      "Give /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Compute/virtualMachines/<name>.",
    );
  }
  return parseResourceId(reference);
}

const subscriptionNames = (azure: Connection): string =>
  azure.subscriptions.length === 0
    ? "any subscription (you see none)"
    : azure.subscriptions.map(({ displayName }) => `'${displayName}'`).join(" or ");
