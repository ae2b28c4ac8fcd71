import type {
  CountedMechanism,
  Coverage,
  DiskCoverage,
  RollUp,
  RollUpDimension,
  RollUpLine,
} from "./coverage";
import { diskGroups, type DiskGroup } from "./disk-groups";

/**
 * A fleet by one dimension: how many disks of each group count for which mechanism. Pure.
 *
 * Each disk is in one line, so that disks and gigabytes add up to all that was read. VMs do not: one with disks in two groups (of two roles,
 * of two mechanisms) is in both lines. Disks whose size was not told add nothing to `sizeInGB`.
 *
 * @param by - Azure compares the names of tags without regard to case, and so does this.
 */
export function rollUp({ disks, gaps }: Coverage, by: RollUpDimension): RollUp {
  return { by, virtualMachines: virtualMachinesOf(disks), lines: diskGroups(disks, by).map(lineOf), gaps };
}

const virtualMachinesOf = (disks: readonly DiskCoverage[]): number =>
  new Set(disks.flatMap(({ vmId }) => vmId?.toLowerCase() ?? [])).size;

function lineOf({ name, disks }: DiskGroup): RollUpLine {
  const byMechanism: Partial<Record<CountedMechanism, number>> = {};
  let sizeInGB = 0;
  let exposed = 0;
  for (const { mechanism, diskSizeGB, exposed2028 } of disks) {
    byMechanism[mechanism] = (byMechanism[mechanism] ?? 0) + 1;
    sizeInGB += diskSizeGB ?? 0;
    if (exposed2028 === "yes") exposed += 1;
  }
  return {
    group: name,
    disks: disks.length,
    virtualMachines: virtualMachinesOf(disks),
    sizeInGB,
    byMechanism,
    exposed2028: exposed,
  };
}
