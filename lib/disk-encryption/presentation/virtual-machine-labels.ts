import type { VirtualMachine } from "@runbooks/azure";

/** What to call each of several VMs: its name, and its group too where two have the same. */
export function virtualMachineLabels(
  virtualMachines: readonly Pick<VirtualMachine, "name" | "resourceGroupName">[],
): readonly string[] {
  const names = virtualMachines.map(({ name }) => name.toLowerCase());
  return virtualMachines.map(({ name, resourceGroupName }) =>
    names.filter((other) => other === name.toLowerCase()).length > 1
      ? `${name} (${resourceGroupName})`
      : name,
  );
}
