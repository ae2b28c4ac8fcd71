import type { InventoriedDisk } from "../../azure/inventory";
import type { AttachedDisk } from "../../azure/virtual-machine";
import type { Read, RowsById } from "./read-rows";
import type { Unfinished } from "./resource-row";
import type { VirtualMachineRow } from "./virtual-machine-row";

type DiskRow = Unfinished<InventoriedDisk>;

/** A VM's word that it has a disk. */
interface Claim {
  readonly virtualMachine: Read<VirtualMachineRow>;
  readonly attached: AttachedDisk;
}

/**
 * Settles who has a disk where a VM's row and the disk's contradict each other: it changed hands between two pages, and the later answer is right.
 *
 * Changes the rows: the disk names the VM that has it, and no other VM lists it. That VM's own row may not: it was read before. A shared disk names
 * one of several VMs, and is left alone.
 *
 * @returns a sentence for each disk that was settled.
 */
export function settleHolders(
  virtualMachines: RowsById<VirtualMachineRow>,
  disks: RowsById<DiskRow>,
): readonly string[] {
  const contradicted = contradictedDisks(virtualMachines, disks);
  if (contradicted.size === 0) return [];
  const claims = claimsOn(contradicted, virtualMachines);
  return [...contradicted].map(([diskId, disk]) => {
    const named = virtualMachines.get(disk.row.managedBy?.toLowerCase() ?? "");
    return settle(disk, claims.get(diskId) ?? [], named);
  });
}

/** The disks that a VM lists and that do not name it, and those that name a VM which does not list them. */
function contradictedDisks(
  virtualMachines: RowsById<VirtualMachineRow>,
  disks: RowsById<DiskRow>,
): ReadonlyMap<string, Read<DiskRow>> {
  const agreed = new Set<string>();
  const contradicted = new Map<string, Read<DiskRow>>();
  for (const [virtualMachineId, { row }] of virtualMachines) {
    for (const { managedDiskId } of row.disks ?? []) {
      const diskId = managedDiskId?.toLowerCase() ?? "";
      const disk = disks.get(diskId);
      if (disk === undefined) continue;
      const { managedBy } = disk.row;
      // Most often the very same text, which takes no time to compare.
      if (managedBy === row.id || managedBy?.toLowerCase() === virtualMachineId) agreed.add(diskId);
      else if (!isShared(disk.row)) contradicted.set(diskId, disk);
    }
  }
  for (const [diskId, disk] of disks) {
    if (agreed.has(diskId) || isShared(disk.row)) continue;
    if (virtualMachines.has(disk.row.managedBy?.toLowerCase() ?? "")) contradicted.set(diskId, disk);
  }
  return contradicted;
}

const isShared = ({ maxShares = 1 }: DiskRow): boolean => maxShares > 1;

function claimsOn(
  disks: ReadonlyMap<string, Read<DiskRow>>,
  virtualMachines: RowsById<VirtualMachineRow>,
): ReadonlyMap<string, readonly Claim[]> {
  const claims = new Map<string, Claim[]>();
  for (const virtualMachine of virtualMachines.values()) {
    for (const attached of virtualMachine.row.disks ?? []) {
      const diskId = attached.managedDiskId?.toLowerCase() ?? "";
      if (!disks.has(diskId)) continue;
      claims.set(diskId, [...(claims.get(diskId) ?? []), { virtualMachine, attached }]);
    }
  }
  return claims;
}

/** @param named - the VM that the disk names, where it was read. */
function settle(
  disk: Read<DiskRow>,
  claims: readonly Claim[],
  named: Read<VirtualMachineRow> | undefined,
): string {
  const before = nameOf(disk.row.managedBy);
  const said = claims.length === 0 ? `${before} did not list it` : `${namesOf(claims)} listed it`;
  const latest = claims
    .map(({ virtualMachine }) => virtualMachine)
    .reduce((best, one) => (best === undefined || one.answer >= best.answer ? one : best), named);
  if (latest !== undefined && latest.answer > disk.answer) {
    const lists = claims.some(({ virtualMachine }) => virtualMachine === latest);
    disk.row.managedBy = lists ? latest.row.id : null;
    // Read before the disk changed hands.
    delete disk.row.diskState;
  }
  for (const { virtualMachine, attached } of claims) {
    if (virtualMachine.row.id.toLowerCase() === disk.row.managedBy?.toLowerCase()) continue;
    virtualMachine.row.disks = (virtualMachine.row.disks ?? []).filter((one) => one !== attached);
  }
  return (
    `Disk ${disk.row.name} changed hands while the fleet was read: it named ${before}, and ${said}. ` +
    `The later answer stands: ${nameOf(disk.row.managedBy)} has it.`
  );
}

const namesOf = (claims: readonly Claim[]): string =>
  claims.map(({ virtualMachine }) => virtualMachine.row.name).join(" and ");

const nameOf = (virtualMachineId: string | null | undefined): string =>
  virtualMachineId?.split("/").at(-1) ?? "no VM";
