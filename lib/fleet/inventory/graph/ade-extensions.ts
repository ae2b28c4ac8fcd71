import type { CollectedRows } from "./collected-rows";

/** Says of each VM of which the extension of Azure Disk Encryption came that it has it, and what Resource Graph has of it. */
export function tellAdeExtensions({ virtualMachines, adeExtensions }: CollectedRows): void {
  const extensions = new Map(
    adeExtensions.map(({ virtualMachineId, extension }) => [virtualMachineId.toLowerCase(), extension]),
  );
  for (const { row } of virtualMachines) {
    const extension = extensions.get(row.id.toLowerCase());
    if (extension === undefined) continue;
    row.adeExtension = extension;
    row.hasAdeExtension = true;
  }
}

/** Says of all other VMs that they don't have it: to be called where no row can be missing. */
export function tellWhoHasNoAdeExtension({ virtualMachines }: CollectedRows): void {
  for (const { row } of virtualMachines) row.hasAdeExtension ??= false;
}
