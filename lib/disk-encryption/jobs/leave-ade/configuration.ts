import type { CachingTypes, VirtualMachine as ComputeVirtualMachine } from "@azure/arm-compute";

import type { Caching, VirtualMachineConfiguration } from "./virtual-machine-configuration";

/** What a VM's model says. Pure. */
export function configurationOf(vm: ComputeVirtualMachine): VirtualMachineConfiguration {
  const { storageProfile, networkProfile, diagnosticsProfile, zones = [] } = vm;
  const networkInterfaceIds = (networkProfile?.networkInterfaces ?? []).flatMap(({ id }) => id ?? []);
  return {
    zones,
    networkInterfaceIds,
    caching: Object.fromEntries([
      ["os", cachingOf(storageProfile?.osDisk?.caching)],
      ...(storageProfile?.dataDisks ?? []).map(
        ({ lun, caching }) => [String(lun), cachingOf(caching)] as const,
      ),
    ]),
    bootDiagnostics: diagnosticsProfile?.bootDiagnostics?.enabled === true,
    notCarriedOver: notCarriedOver(vm, networkInterfaceIds),
  };
}

const cachingOf = (caching: CachingTypes | undefined): Caching =>
  caching === "ReadOnly" || caching === "ReadWrite" ? caching : "None";

function notCarriedOver(
  vm: ComputeVirtualMachine,
  networkInterfaceIds: readonly string[],
): readonly string[] {
  const nameOf = (id: string | undefined): string => id?.split("/").pop() ?? "";
  const extensions = (vm.resources ?? []).flatMap(({ name, typePropertiesType }) =>
    typePropertiesType?.startsWith("AzureDiskEncryption") === true ? [] : (name ?? []),
  );
  return [
    `the addresses, public address and load balancers of ${networkInterfaceIds.map(nameOf).join(", ") || "its network interfaces"}`,
    ...(extensions.length === 0 ? [] : [`extensions ${extensions.join(", ")}`]),
    ...(vm.identity === undefined ? [] : ["its managed identity, and what that was granted"]),
    ...(vm.availabilitySet === undefined ? [] : [`availability set ${nameOf(vm.availabilitySet.id)}`]),
    ...(vm.proximityPlacementGroup === undefined
      ? []
      : [`proximity placement group ${nameOf(vm.proximityPlacementGroup.id)}`]),
    ...(vm.licenseType === undefined ? [] : [`licence ${vm.licenseType}`]),
    ...(vm.plan === undefined ? [] : [`the Marketplace plan ${vm.plan.name ?? ""}`]),
    "backup, alerts and role assignments on the VM",
  ];
}
