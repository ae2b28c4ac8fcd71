import { defined, type VirtualMachineSize } from "@runbooks/azure";
import { type FleetSizes, type UnreadSizes } from "../nouns/fleet-sizes";
import { type Inventory } from "../nouns/inventory";
import { knownSizes } from "../nouns/known-sizes";
import { type Connection } from "@runbooks/disk-encryption";
import { azureError, clientsOf, toVirtualMachineSize } from "@runbooks/disk-encryption/clients";
import { readingInterrupted } from "./interrupted";

/** Where sizes are read that are not at hand. */
export interface FleetSizesOptions {
  /** Sizes that need no reading, by their name in lower case; those of `data/vm-sizes.json` unless said. */
  readonly known?: ReadonlyMap<string, VirtualMachineSize>;
  /** Stops the reading. */
  readonly signal?: AbortSignal;
}

/**
 * Reads what Azure's list of SKUs says of the sizes that the fleet's VMs have and that `data/vm-sizes.json` does not: one list for each region with such
 * a VM, none where all are known. From exported files it reads nothing: their reader may have no rights.
 *
 * A region whose list can't be read is named, with Azure's code and reason: its VMs' sizes stay unknown, which `coverageOf` remarks.
 *
 * @throws RunbookError `Interrupted`.
 * @example coverageOf(inventory, { sizes: await readFleetSizes(azure, inventory) })
 */
export async function readFleetSizes(
  azure: Pick<Connection, "handle">,
  { source, virtualMachines }: Inventory,
  { known = knownSizes(), signal }: FleetSizesOptions = {},
): Promise<FleetSizes> {
  if (source === "files") return { sizes: [], unread: [] };
  const subscriptions = new Map<string, string>();
  for (const { vmSize, location, subscriptionId } of virtualMachines) {
    if (vmSize === undefined || location === undefined || known.has(vmSize.toLowerCase())) continue;
    if (!subscriptions.has(location)) subscriptions.set(location, subscriptionId);
  }
  const lists = await Promise.all(
    [...subscriptions].map(([location, subscriptionId]) => sizesOf(azure, subscriptionId, location, signal)),
  );
  return {
    sizes: lists.flatMap((list) => ("code" in list ? [] : list)),
    unread: lists.flatMap((list) => ("code" in list ? [list] : [])),
  };
}

async function sizesOf(
  azure: Pick<Connection, "handle">,
  subscriptionId: string,
  location: string,
  signal: AbortSignal | undefined,
): Promise<readonly VirtualMachineSize[] | UnreadSizes> {
  const sizes: VirtualMachineSize[] = [];
  try {
    signal?.throwIfAborted();
    const skus = clientsOf(azure)
      .compute(subscriptionId)
      .resourceSkus.list({
        filter: `location eq '${location}'`,
        ...defined({ abortSignal: signal }),
      });
    for await (const sku of skus)
      if (sku.resourceType === "virtualMachines") sizes.push(toVirtualMachineSize(sku));
    return sizes;
  } catch (error) {
    if (signal?.aborted === true) throw readingInterrupted(error);
    const { code, message } = azureError(error, `reading the sizes of ${location}`);
    return { location, code, reason: message };
  }
}
