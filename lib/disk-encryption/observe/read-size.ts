import type { ResourceSku } from "@azure/arm-compute";

import {
  type Fact,
  known,
  missing,
  regionKey,
  sameRegion,
  type VirtualMachine,
  type VirtualMachineSize,
  virtualMachineSizeOf,
} from "@runbooks/azure";
import { azureError } from "../connection/azure-error";
import type { Connection } from "../connection/connection";

/** Reads what `Microsoft.Compute/skus` says of a VM's size in its region; missing where the list does not have it. */
export async function readSize(
  azure: Connection,
  vm: Pick<VirtualMachine, "subscriptionId" | "location" | "vmSize">,
): Promise<Fact<VirtualMachineSize>> {
  const region = regionKey(vm.location);
  try {
    const skus = azure.compute(vm.subscriptionId).resourceSkus.list({ filter: `location eq '${region}'` });
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

/** The library's size from the client's sku. Pure. */
export function toVirtualMachineSize(sku: ResourceSku): VirtualMachineSize {
  return virtualMachineSizeOf(
    { name: sku.name ?? "", tier: sku.tier ?? "", family: sku.family ?? "" },
    (name) => sku.capabilities?.find((entry) => entry.name === name)?.value,
  );
}
