import { drawsOf, pickerOf } from "./draws";
import { percent, regionShares, virtualMachinesInGroups, workloadShares } from "./mix";

type Region = (typeof regionShares)[number];
type Workload = (typeof workloadShares)[number];

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
