import type { CachingTypes, VirtualMachine as ComputeVirtualMachine } from "@azure/arm-compute";

type Caching = "None" | "ReadOnly" | "ReadWrite";

/** What a VM's model says beyond its disks: what a VM that takes its place needs, and what it does not get. */
export interface VirtualMachineConfiguration {
  readonly zones: readonly string[];
  readonly networkInterfaceIds: readonly string[];
  /** How the host caches each disk, by the disk's logical unit number, and the OS disk under `os`. */
  readonly caching: Readonly<Record<string, Caching>>;
  /** Whether Azure keeps pictures of the VM's screen: then the new VM has it too. */
  readonly bootDiagnostics: boolean;
  /** What is not carried over to a new VM, in words. */
  readonly notCarriedOver: readonly string[];
}

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
