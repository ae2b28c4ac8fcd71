import type { AttachedDisk } from "@runbooks/azure";
import type { InventoriedDisk } from "../../nouns/inventory";
import type { Read, RowsById } from "./read-rows";
import type { Unfinished } from "./resource-row";
import type { VirtualMachineRow } from "./virtual-machine-row";

export type DiskRow = Unfinished<InventoriedDisk>;

/** A VM's word that it has a disk. */
interface Claim {
  readonly virtualMachine: Read<VirtualMachineRow>;
  readonly attached: AttachedDisk;
}

/**
 * Settles who has a disk where a VM's row and the disk's contradict each other: it changed hands between two pages, and the later answer is right.
 *
 * The last that was said of where the disk is counts: by the disk itself, or by a VM that lists it. That the VM which the disk names does not list it, read
 * after the disk, counts only where no VM was found to list it since: then nobody has it.
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
  const isListed = claims.some(({ virtualMachine }) => virtualMachine === named);
  const claimant = latestSince(disk, claims, named);
  // A VM's word that it does not have the disk says nothing of another that has it.
  const isDenied = claimant === undefined && named !== undefined && !isListed && named.answer > disk.answer;
  const managedBy = isDenied ? null : (claimant?.row.id ?? disk.row.managedBy);
  if (managedBy !== undefined && !isSameId(managedBy, disk.row.managedBy)) {
    disk.row.managedBy = managedBy;
    // Read before the disk changed hands.
    delete disk.row.diskState;
  }
  for (const { virtualMachine, attached } of claims) {
    if (isSameId(virtualMachine.row.id, disk.row.managedBy)) continue;
    virtualMachine.row.disks = (virtualMachine.row.disks ?? []).filter((one) => one !== attached);
  }
  return (
    `Disk ${disk.row.name} changed hands while the fleet was read: it named ${before}, and ` +
    `${saidOf(claims, before, isDenied)}. The later answer stands: ${nameOf(disk.row.managedBy)} has it.`
  );
}

/** The VM that listed a disk last, since the disk was read; of several in one answer the one that the disk names. */
function latestSince(
  disk: Read<DiskRow>,
  claims: readonly Claim[],
  named: Read<VirtualMachineRow> | undefined,
): Read<VirtualMachineRow> | undefined {
  return claims
    .map(({ virtualMachine }) => virtualMachine)
    .filter(({ answer }) => answer > disk.answer)
    .reduce<Read<VirtualMachineRow> | undefined>((best, one) => {
      if (best === undefined || one.answer > best.answer) return one;
      return one.answer === best.answer && best !== named ? one : best;
    }, undefined);
}

function saidOf(claims: readonly Claim[], named: string, isDenied: boolean): string {
  if (claims.length === 0) return `${named} did not list it`;
  return `${namesOf(claims)} listed it${isDenied ? `, but ${named} did not` : ""}`;
}

const isSameId = (a: string | null | undefined, b: string | null | undefined): boolean =>
  a?.toLowerCase() === b?.toLowerCase();

const namesOf = (claims: readonly Claim[]): string =>
  claims.map(({ virtualMachine }) => virtualMachine.row.name).join(" and ");

const nameOf = (virtualMachineId: string | null | undefined): string =>
  virtualMachineId?.split("/").at(-1) ?? "no VM";
