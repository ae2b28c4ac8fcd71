import type { NewVirtualMachineRequest } from "../../checks/new-vm/facts";

export type Named = Pick<
  NewVirtualMachineRequest,
  "subscriptionId" | "resourceGroupName" | "name" | "dataDisks"
>;

const groupId = ({ subscriptionId, resourceGroupName }: Named): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`;

/** The id that a new VM will have. */
export const newVirtualMachineId = (request: Named): string =>
  `${groupId(request)}/providers/Microsoft.Compute/virtualMachines/${request.name}`;

/**
 * The names of a new VM's disks, OS disk first.
 *
 * Given by the plan and not left to Azure, which would make them up: so the disks' ids are known before the disks are there, and their
 * snapshots can be planned with the VM.
 */
export const newDiskNames = ({ name, dataDisks = [] }: Named): readonly string[] => [
  `${name}-osdisk`,
  ...dataDisks.map((_, lun) => `${name}-datadisk-${lun}`),
];

/** The ids that a new VM's disks will have, OS disk first. Azure makes them in the VM's resource group. */
export const newDiskIds = (request: Named): readonly string[] =>
  newDiskNames(request).map((name) => `${groupId(request)}/providers/Microsoft.Compute/disks/${name}`);

/** The name of a new VM's network interface. */
export const newNetworkInterfaceName = ({ name }: Pick<Named, "name">): string => `${name}-nic`;
