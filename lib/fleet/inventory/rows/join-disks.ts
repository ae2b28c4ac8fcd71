import type { InventoriedDisk } from "../../nouns/inventory";
import type { RowsById } from "./read-rows";
import type { Unfinished } from "./resource-row";
import type { VirtualMachineRow } from "./virtual-machine-row";

/**
 * Gives the VMs what their disks' rows tell: the generation, where nothing but an OS disk tells it. A text that stands in both is kept once: of a large
 * fleet, ids are a good part of what is held.
 */
export function joinDisks(
  virtualMachines: RowsById<VirtualMachineRow>,
  disks: RowsById<Unfinished<InventoriedDisk>>,
): void {
  for (const { row } of virtualMachines.values()) {
    for (const attached of row.disks ?? []) {
      const disk = disks.get(attached.managedDiskId?.toLowerCase() ?? "")?.row;
      if (disk === undefined) continue;
      if (attached.managedDiskId === disk.id) attached.managedDiskId = disk.id;
      if (attached.name === disk.name) attached.name = disk.name;
      if (attached.role === "os" && disk.hyperVGeneration !== undefined)
        row.hyperVGeneration ??= disk.hyperVGeneration;
    }
  }
}
