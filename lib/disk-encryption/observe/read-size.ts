import type { ResourceSku } from "@azure/arm-compute";

import {
  type Fact,
  known,
  missing,
  regionKey,
  sameRegion,
  type VirtualMachine,
  type VirtualMachineSize,
} from "@runbooks/azure";
import { azureError } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { clientsOf } from "../connection/clients";
import { toVirtualMachineSize } from "../clients";

/** Reads what `Microsoft.Compute/skus` says of a VM's size in its region; missing where the list does not have it. */
export async function readSize(
  azure: Connection,
  vm: Pick<VirtualMachine, "subscriptionId" | "location" | "vmSize">,
): Promise<Fact<VirtualMachineSize>> {
  const region = regionKey(vm.location);
  try {
    const skus = clientsOf(azure)
      .compute(vm.subscriptionId)
      .resourceSkus.list({ filter: `location eq '${region}'` });
    for await (const sku of skus) {
      if (isSize(sku, vm))
        return known(toVirtualMachineSize(sku), `GET Microsoft.Compute/skus, ${vm.vmSize} in ${region}`);
    }
    return missing(`size ${vm.vmSize} is not in Azure's list of sizes for ${region}`);
  } catch (error) {
    return missing(azureError(error, `reading the sizes of ${region}`).message);
  }
}

const isSize = (
  sku: ResourceSku,
  { vmSize, location }: Pick<VirtualMachine, "vmSize" | "location">,
): boolean =>
  sku.resourceType === "virtualMachines" &&
  sku.name?.toLowerCase() === vmSize.toLowerCase() &&
  (sku.locations ?? []).some((offered) => sameRegion(offered, location));
