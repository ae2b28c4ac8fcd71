import type { Fact, VirtualMachine, VirtualMachineSize } from "@runbooks/azure";
import type { Connection } from "../../connection/connection";
import { readSize } from "../../observe/read-size";

/**
 * Reads a size that a VM may take, as its region offers it; missing where it doesn't.
 *
 * @example const size = await resize.observeSize(azure, facts.virtualMachine, "Standard_D4s_v5");
 */
export async function observeSize(
  azure: Connection,
  { subscriptionId, location }: Pick<VirtualMachine, "subscriptionId" | "location">,
  vmSize: string,
): Promise<Fact<VirtualMachineSize>> {
  return await readSize(azure, { subscriptionId, location, vmSize });
}
