import { type Draw, drawsOf, pickerOf } from "./draws";
import { percent, regionShares, virtualMachinesInGroups, workloadShares } from "./mix";

/** So many VMs make a block, in which every kind comes up as often as the table says. */
export const blockSize = 200;

/** The place of a VM in its block's tables, from 0 to 199: each once in a block. */
export type Slot = (index: number) => number;

/**
 * VMs of one kind stand side by side, as a team sets up its VMs alike: so resource groups differ. Where a block's table begins is drawn.
 */
export function runsOf(draw: Draw): Slot {
  return (index) => (index + draw(Math.floor(index / blockSize))) % blockSize;
}

/** Scattered over the block. */
export function scatterOf(draw: Draw): Slot {
  // Prime to the size of a block, so that each place comes up once.
  const step = 77;
  return (index) => ((index % blockSize) * step + draw(Math.floor(index / blockSize))) % blockSize;
}

/** A table with one entry for each place of a block. */
export function slotTable<T>(entries: readonly (readonly [entry: T, count: number])[]): readonly T[] {
  return entries.flatMap(([entry, count]) => Array.from({ length: count }, () => entry));
}

/** How many resources of a type the VMs before one have together, and which VM a resource belongs to. */
export interface Places {
  before(index: number): number;
  /** The VM of the resource at a place, and which of that VM's it is, from 0. */
  at(place: number): { readonly index: number; readonly nth: number };
}

/**
 * Counts without going through all VMs: each block has the same number of resources, and inside of one block they are counted.
 *
 * @param countOf - how many resources one VM has; its sum over each block has to be the same.
 */
export function placesOf(countOf: (index: number) => number): Places {
  // Of the block that was looked at last: how many its VMs before each one have, and at the end its sum.
  const before = new Uint16Array(blockSize + 1);
  let counted = -1;
  const count = (block: number): void => {
    if (counted === block) return;
    for (let slot = 0; slot < blockSize; slot++) {
      before[slot + 1] = (before[slot] ?? 0) + countOf(block * blockSize + slot);
    }
    counted = block;
  };
  count(0);
  const inBlock = before[blockSize] ?? 0;
  return {
    before: (index) => {
      const block = Math.floor(index / blockSize);
      count(block);
      return block * inBlock + (before[index - block * blockSize] ?? 0);
    },
    at: (place) => {
      const block = Math.floor(place / inBlock);
      count(block);
      const left = place - block * inBlock;
      let slot = 0;
      while ((before[slot + 1] ?? 0) <= left) slot += 1;
      return { index: block * blockSize + slot, nth: left - (before[slot] ?? 0) };
    },
  };
}

export type Region = (typeof regionShares)[number];
export type Workload = (typeof workloadShares)[number];

export interface GeneratedSubscription {
  readonly subscriptionId: string;
  readonly displayName: string;
  /** Its VMs' numbers: from `from` on, `to` not included. */
  readonly from: number;
  readonly to: number;
  /** The first one holds most of its groups. */
  readonly regions: readonly Region[];
}

export interface GeneratedGroup {
  readonly subscription: GeneratedSubscription;
  readonly name: string;
  readonly workload: Workload;
  readonly region: Region;
  readonly tags: Readonly<Record<string, string>>;
  readonly from: number;
  readonly to: number;
}

/** Which VM is in which group of which subscription: VMs are numbered through, and those of a group stand side by side. */
export interface FleetLayout {
  readonly virtualMachines: number;
  readonly subscriptions: readonly GeneratedSubscription[];
  readonly groups: readonly GeneratedGroup[];
  groupOf(index: number): GeneratedGroup;
  /** The numbers of the VMs below a scope, `""`, a subscription's or a group's id; without regard to case. */
  range(scope: string): { readonly from: number; readonly to: number };
}

export interface LayoutOptions {
  readonly virtualMachines: number;
  readonly subscriptions: number;
  readonly seed: string;
}

/** Lays a fleet out. Names ascend with the numbers, so that the order of numbers is that of ids. */
export function layOut({ virtualMachines, subscriptions: count, seed }: LayoutOptions): FleetLayout {
  const draws = drawsOf(`${seed}/layout`);
  const tail = draws.digits("subscription");
  const region = draws.number("region");
  const pickRegion = pickerOf(regionShares);
  const subscriptions = Array.from({ length: count }, (_, number): GeneratedSubscription => {
    const first = pickRegion(region(number));
    const others = regionShares.filter(({ location }) => location !== first.location);
    return {
      // The number comes first: ids ascend.
      subscriptionId: `f1ee7${String(number).padStart(3, "0")}-50b5-4000-8000-${tail(number).slice(0, 12)}`,
      displayName: `Fleet ${String(number + 1).padStart(2, "0")}`,
      from: Math.floor((number * virtualMachines) / count),
      to: Math.floor(((number + 1) * virtualMachines) / count),
      regions: [first, pickerOf(others)(region(count + number))],
    };
  });
  const groups = subscriptions.flatMap((subscription) => groupsOf(subscription));
  const starts = groups.map(({ from }) => from);
  const bySubscription = new Map(subscriptions.map((one) => [`/subscriptions/${one.subscriptionId}`, one]));
  const byGroup = new Map(groups.map((one) => [groupId(one).toLowerCase(), one]));

  function groupsOf(subscription: GeneratedSubscription): readonly GeneratedGroup[] {
    const found: GeneratedGroup[] = [];
    const pickWorkload = pickerOf(workloadShares);
    const kind = draws.number("workload");
    const place = draws.number("second region");
    const tagging = draws.number("tags");
    for (let from = subscription.from; from < subscription.to;) {
      const number = found.length;
      const size = virtualMachinesInGroups[number % virtualMachinesInGroups.length] ?? 1;
      const to = Math.min(from + size, subscription.to);
      const workload = pickWorkload(kind(from));
      const isElsewhere = isIn(percent.secondRegion, place(from));
      found.push({
        subscription,
        name: `rg-${String(number + 1).padStart(4, "0")}-${workload.workload}`,
        workload,
        region: subscription.regions[isElsewhere ? 1 : 0] ?? regionShares[0],
        tags: tagsOf(workload, tagging(from)),
        from,
        to,
      });
      from = to;
    }
    return found;
  }

  return {
    virtualMachines,
    subscriptions,
    groups,
    groupOf: (index) => {
      const found = groups[lastAtOrBefore(starts, index)];
      if (found === undefined) throw new TypeError(`(sandbox) No VM has number ${index}.`);
      return found;
    },
    range: (scope) => {
      if (scope === "") return { from: 0, to: virtualMachines };
      const key = scope.toLowerCase();
      return bySubscription.get(key) ?? byGroup.get(key) ?? { from: 0, to: 0 };
    },
  };
}

/** The id of a group, as Azure gave it. */
export const groupId = ({ subscription, name }: GeneratedGroup): string =>
  `/subscriptions/${subscription.subscriptionId}/resourceGroups/${name}`;

/** Whether a draw falls into a share of so many percent. */
export const isIn = (share: number, drawn: number): boolean => drawn < (share / 100) * 2 ** 32;

function tagsOf(
  { workload, environment, costCenter }: Workload,
  drawn: number,
): Readonly<Record<string, string>> {
  if (isIn(percent.untagged, drawn)) return {};
  const owner = `team-${workload}`;
  return isIn(percent.untagged + percent.capitalTags, drawn)
    ? { Environment: environment, Owner: owner, CostCenter: costCenter }
    : { environment, owner, costCenter };
}

function lastAtOrBefore(ascending: readonly number[], value: number): number {
  let [low, high] = [0, ascending.length];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle;
    else high = middle;
  }
  return low;
}
