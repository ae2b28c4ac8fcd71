import { numberText } from "../coverage/counted";
import type { RollUpDimension } from "../coverage/coverage";
import type { DiskGroup } from "../coverage/disk-groups";

/** At most so many groups: the largest, and all others as one. */
export function largestGroups(groups: readonly DiskGroup[], limit: number): readonly DiskGroup[] {
  if (groups.length <= limit) return groups;
  const others = groups.slice(limit - 1);
  return [
    ...groups.slice(0, limit - 1),
    { name: `${numberText(others.length)} others`, disks: others.flatMap(({ disks }) => disks) },
  ];
}

/** What a dimension is called over a chart. */
export function dimensionWords(by: RollUpDimension): string {
  switch (by) {
    case "subscription":
    case "location":
    case "role":
    case "mechanism":
      return by;
    case "resource-group":
      return "resource group";
    case "os-type":
      return "operating system";
    case "size-family":
      return "size family";
    default:
      return `tag ${by.slice("tag:".length)}`;
  }
}
