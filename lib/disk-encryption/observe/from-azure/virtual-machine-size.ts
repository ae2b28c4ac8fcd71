import type { ResourceSku } from "@azure/arm-compute";

import { type VirtualMachineSize, virtualMachineSizeOf } from "@runbooks/azure";

/** The library's size from the client's sku. Pure. */
export function toVirtualMachineSize(sku: ResourceSku): VirtualMachineSize {
  return virtualMachineSizeOf(
    { name: sku.name ?? "", tier: sku.tier ?? "", family: sku.family ?? "" },
    (name) => sku.capabilities?.find((entry) => entry.name === name)?.value,
  );
}
