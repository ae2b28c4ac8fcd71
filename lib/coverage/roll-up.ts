import type {
  CountedMechanism,
  Coverage,
  DiskCoverage,
  RollUp,
  RollUpDimension,
  RollUpLine,
} from "./coverage";

/** The group of disks that no VM holds, where it is the VM that has the property. */
const NO_VIRTUAL_MACHINE = "no VM";
/** The group of disks that do not have the tag, and whose VMs do not have it either. */
const NO_TAG = "no such tag";

/**
 * A fleet by one dimension: how many disks of each group count for which mechanism. Pure.
 *
 * Each disk is in one line, so that disks and gigabytes add up to all that was read. VMs do not: one with disks in two groups (of two roles,
 * of two mechanisms) is in both lines. Disks whose size was not told add nothing to `sizeInGB`.
 *
 * @param by - Azure compares the names of tags without regard to case, and so does this.
 */
export function rollUp({ disks, gaps }: Coverage, by: RollUpDimension): RollUp {
  const groups = new Map<string, Draft>();
  for (const disk of disks) {
    const { id, name } = groupOf(disk, by);
    const draft = groups.get(id) ?? aDraft(name, disk);
    groups.set(id, draft);
    add(disk, draft);
  }
  const lines = toldApart([...groups.values()]).sort(
    (a, b) => b.disks - a.disks || (a.group < b.group ? -1 : a.group > b.group ? 1 : 0),
  );
  return { by, lines, gaps };
}

interface Draft {
  readonly name: string;
  /** What tells it from another group of its name. */
  readonly place: string;
  readonly virtualMachines: Set<string>;
  readonly byMechanism: Partial<Record<CountedMechanism, number>>;
  disks: number;
  sizeInGB: number;
  exposed2028: number;
}

function aDraft(name: string, { subscriptionId, subscriptionName }: DiskCoverage): Draft {
  return {
    name,
    place: subscriptionName === name ? subscriptionId : subscriptionName,
    virtualMachines: new Set(),
    byMechanism: {},
    disks: 0,
    sizeInGB: 0,
    exposed2028: 0,
  };
}

function add({ vmId, diskSizeGB, mechanism, exposed2028 }: DiskCoverage, draft: Draft): void {
  draft.disks += 1;
  draft.sizeInGB += diskSizeGB ?? 0;
  draft.byMechanism[mechanism] = (draft.byMechanism[mechanism] ?? 0) + 1;
  if (exposed2028 === "yes") draft.exposed2028 += 1;
  if (vmId !== null) draft.virtualMachines.add(vmId.toLowerCase());
}

/** Two subscriptions may each have a resource group of one name, or have one name themselves. */
function toldApart(drafts: readonly Draft[]): RollUpLine[] {
  const times = new Map<string, number>();
  for (const { name } of drafts) times.set(name, (times.get(name) ?? 0) + 1);
  return drafts.map(({ name, place, virtualMachines, disks, sizeInGB, byMechanism, exposed2028 }) => ({
    group: (times.get(name) ?? 0) > 1 ? `${name} (${place})` : name,
    disks,
    virtualMachines: virtualMachines.size,
    sizeInGB,
    byMechanism,
    exposed2028,
  }));
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
