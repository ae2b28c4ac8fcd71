import type { DiskCoverage, RollUpDimension } from "./coverage";

/** Disks that have something in common. */
export interface DiskGroup {
  readonly name: string;
  readonly disks: readonly DiskCoverage[];
}

/** The group of disks that no VM holds, where it is the VM that has the property. */
const NO_VIRTUAL_MACHINE = "no VM";
/** The group of disks that do not have the tag, and whose VMs do not have it either. */
const NO_TAG = "no such tag";

/**
 * A fleet's disks by one dimension: most disks first, then by name. Each disk is in one group. Pure.
 *
 * @param by - Azure compares the names of tags without regard to case, and so does this.
 */
export function diskGroups(disks: readonly DiskCoverage[], by: RollUpDimension): readonly DiskGroup[] {
  const byId = new Map<string, { readonly name: string; readonly disks: DiskCoverage[] }>();
  for (const disk of disks) {
    const { id, name } = groupOf(disk, by);
    const group = byId.get(id);
    if (group === undefined) byId.set(id, { name, disks: [disk] });
    else group.disks.push(disk);
  }
  return toldApart([...byId.values()]).sort(
    (a, b) => b.disks.length - a.disks.length || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}

/** Two subscriptions may each have a resource group of one name, or have one name themselves, or both. */
function toldApart(groups: readonly DiskGroup[]): DiskGroup[] {
  const named = withPlace(groups, ({ subscriptionName }) => subscriptionName);
  const isAmbiguous = timesOf(named);
  return withPlace(groups, ({ subscriptionName, subscriptionId }, name) =>
    subscriptionName === name || (isAmbiguous.get(`${name} (${subscriptionName})`) ?? 0) > 1
      ? subscriptionId
      : subscriptionName,
  );
}

/** Says its place of each group whose name comes twice. */
function withPlace(
  groups: readonly DiskGroup[],
  placeOf: (disk: DiskCoverage, name: string) => string,
): DiskGroup[] {
  const times = timesOf(groups);
  return groups.map((group) => {
    const [first] = group.disks;
    const isTwice = (times.get(group.name) ?? 0) > 1;
    return isTwice && first !== undefined
      ? { ...group, name: `${group.name} (${placeOf(first, group.name)})` }
      : group;
  });
}

function timesOf(groups: readonly DiskGroup[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { name } of groups) times.set(name, (times.get(name) ?? 0) + 1);
  return times;
}

function groupOf(disk: DiskCoverage, by: RollUpDimension): { readonly id: string; readonly name: string } {
  switch (by) {
    case "subscription":
      return { id: disk.subscriptionId, name: disk.subscriptionName };
    case "resource-group":
      return { id: `${disk.subscriptionId}/${disk.resourceGroup}`, name: disk.resourceGroup };
    case "location":
      return named(disk.location);
    case "os-type":
      return named(disk.osType);
    case "size-family":
      return named(disk.sizeFamily ?? NO_VIRTUAL_MACHINE);
    case "role":
      return named(disk.role);
    case "mechanism":
      return named(disk.mechanism);
    default:
      return named(tagOf(disk, by.slice("tag:".length)) ?? NO_TAG);
  }
}

const named = (name: string): { readonly id: string; readonly name: string } => ({ id: name, name });

function tagOf({ tags }: DiskCoverage, name: string): string | undefined {
  const exact = tags[name];
  if (exact !== undefined) return exact;
  return Object.entries(tags).find(([tag]) => tag.toLowerCase() === name.toLowerCase())?.[1];
}
