import type { ResourceSku } from "@azure/arm-compute";

import { known, missing, type Fact } from "../../azure/fact";
import { sameRegion, regionKey } from "../../azure/region";
import type { HyperVGeneration, VirtualMachine } from "../../azure/virtual-machine";
import type { VirtualMachineSize } from "../../azure/virtual-machine-size";
import { azureError } from "../../client/azure-error";
import type { Connection } from "../../client/connection";

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

/** The library's size from the client's sku. Pure. A capability that the answer lacks counts as Azure counts it: not there. */
export function toVirtualMachineSize(sku: ResourceSku): VirtualMachineSize {
  const capability = (name: string): string | undefined =>
    sku.capabilities?.find((entry) => entry.name === name)?.value;
  const list = (name: string): readonly string[] =>
    (capability(name) ?? "").split(",").filter((entry) => entry !== "");
  return {
    name: sku.name ?? "",
    tier: sku.tier ?? "",
    family: sku.family ?? "",
    memoryInGB: Number(capability("MemoryGB") ?? Number.NaN),
    hyperVGenerations: list("HyperVGenerations").filter((entry): entry is HyperVGeneration =>
      /^V[12]$/.test(entry),
    ),
    temporaryDiskInMB: Number(capability("MaxResourceVolumeMB") ?? 0),
    encryptionAtHostSupported: capability("EncryptionAtHostSupported") === "True",
    nvmeDiskSizeInMiB: Number(capability("NvmeDiskSizeInMiB") ?? 0),
    diskControllerTypes: list("DiskControllerTypes"),
  };
}
