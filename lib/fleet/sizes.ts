import type { Inventory } from "../azure/inventory";
import { knownSizes } from "../azure/known-sizes";
import type { VirtualMachineSize } from "../azure/virtual-machine-size";
import { azureError } from "../client/azure-error";
import type { Connection } from "../client/connection";
import { RunbookError } from "../errors";
import { toVirtualMachineSize } from "../operations/observe/read-size";

/** Where sizes are read that are not at hand. */
export interface FleetSizesOptions {
  /** Sizes that need no reading, by their name in lower case; those of `data/vm-sizes.json` unless said. */
  readonly known?: ReadonlyMap<string, VirtualMachineSize>;
}

/**
 * Reads what Azure's list of SKUs says of the sizes that the fleet's VMs have and that `data/vm-sizes.json` does not: one list for each region with such
 * a VM, none where all are known. From exported files it reads nothing: their reader may have no rights.
 *
 * A region whose list can't be read is left out: its VMs' size stays unknown, which `coverageOf` remarks.
 *
 * @throws RunbookError `Interrupted`.
 * @example coverageOf(inventory, { sizes: await readFleetSizes(azure, inventory) })
 */
export async function readFleetSizes(
  azure: Pick<Connection, "compute">,
  { source, virtualMachines }: Inventory,
  { known = knownSizes() }: FleetSizesOptions = {},
): Promise<readonly VirtualMachineSize[]> {
  if (source === "files") return [];
  const subscriptions = new Map<string, string>();
  for (const { vmSize, location, subscriptionId } of virtualMachines) {
    if (vmSize === undefined || location === undefined || known.has(vmSize.toLowerCase())) continue;
    if (!subscriptions.has(location)) subscriptions.set(location, subscriptionId);
  }
  const lists = await Promise.all(
    [...subscriptions].map(([location, subscriptionId]) => sizesOf(azure, subscriptionId, location)),
  );
  return lists.flat();
}

async function sizesOf(
  azure: Pick<Connection, "compute">,
  subscriptionId: string,
  location: string,
): Promise<readonly VirtualMachineSize[]> {
  const sizes: VirtualMachineSize[] = [];
  try {
    const skus = azure.compute(subscriptionId).resourceSkus.list({ filter: `location eq '${location}'` });
    for await (const sku of skus)
      if (sku.resourceType === "virtualMachines") sizes.push(toVirtualMachineSize(sku));
    return sizes;
  } catch (error) {
    const failure = azureError(error, `reading the sizes of ${location}`);
    if (failure instanceof RunbookError && failure.code === "Interrupted") throw failure;
    return [];
  }
}
