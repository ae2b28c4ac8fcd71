import { type ResourceId, RunbookError, type VirtualMachine } from "@runbooks/azure";
import { azureError, azureErrorCode } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { clientsOf } from "../connection/clients";
import { toVirtualMachine } from "./from-azure/virtual-machine";

/**
 * Reads a VM's model and instance view in one request.
 *
 * @throws RunbookError `VirtualMachineNotFound`, or Azure's own code.
 */
export async function readVirtualMachine(
  azure: Pick<Connection, "handle">,
  id: ResourceId,
): Promise<VirtualMachine> {
  try {
    const vm = await clientsOf(azure)
      .compute(id.subscriptionId)
      .virtualMachines.get(id.resourceGroupName, id.name, { expand: "instanceView" });
    return toVirtualMachine(vm);
  } catch (error) {
    if (azureErrorCode(error) === "ResourceNotFound") {
      throw new RunbookError(
        "VirtualMachineNotFound",
        `There is no VM '${id.name}' in resource group '${id.resourceGroupName}'.`,
        "Check the name and the group; on live Azure list the VMs: az vm list -o table.",
        { cause: error },
      );
    }
    throw azureError(error, `reading VM ${id.name}`);
  }
}
