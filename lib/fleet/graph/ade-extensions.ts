import type { CollectedRows } from "./collected-rows";

/**
 * Says of each VM whether it has the extension of Azure Disk Encryption, and what Resource Graph has of it.
 *
 * @param isWhole - no page is missing: then a VM of which no extension came has none. Otherwise it is not told.
 */
export function tellAdeExtensions({ virtualMachines, adeExtensions }: CollectedRows, isWhole: boolean): void {
  const extensions = new Map(
    adeExtensions.map(({ virtualMachineId, extension }) => [virtualMachineId.toLowerCase(), extension]),
  );
  for (const { row } of virtualMachines) {
    const extension = extensions.get(row.id.toLowerCase());
    if (extension !== undefined) row.adeExtension = extension;
    if (extension !== undefined || isWhole) row.hasAdeExtension = extension !== undefined;
  }
}
