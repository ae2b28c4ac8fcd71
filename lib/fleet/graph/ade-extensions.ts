import type { CollectedRows } from "./collected-rows";

/**
 * Says of each VM whether it has the extension of Azure Disk Encryption.
 *
 * @param isWhole - no page is missing: then a VM of which no extension came has none. Otherwise it is not told.
 */
export function tellAdeExtensions(
  { virtualMachines, withAdeExtension }: CollectedRows,
  isWhole: boolean,
): void {
  const withExtension = new Set(withAdeExtension.map((id) => id.toLowerCase()));
  for (const { row } of virtualMachines) {
    const has = withExtension.has(row.id.toLowerCase());
    if (has || isWhole) row.hasAdeExtension = has;
  }
}
