import type { InventoryGap, InventoryKind } from "../azure/inventory";
import { countedMechanisms } from "./counted-mechanism";
import type { CountedMechanism, Coverage, DiskCoverage } from "./coverage";

/** A fleet in a few numbers, and what is not in them. */
export interface CoverageSummary {
  /** All that have a row: also those that VMs name and no list of disks has. */
  readonly disks: number;
  /** Disks of which their own resource, or their VM's model and size, told something. */
  readonly disksRead: number;
  readonly virtualMachines: number;
  readonly snapshots: number;
  readonly images: number;
  /** Disks that no VM holds. */
  readonly unattached: number;
  readonly byMechanism: Readonly<Partial<Record<CountedMechanism, number>>>;
  /** Disks that stop unlocking after Azure Disk Encryption retires (2028-09-15), and those of which that is not known. */
  readonly exposed2028: number;
  readonly exposureUnknown: number;
  readonly subscriptions: number;
  /** No total is whole where there is one; each in a sentence. */
  readonly gaps: readonly string[];
  /** The totals in words, with every gap: a line each. */
  readonly text: string;
}

/** Sums a fleet up, and names what could not be read. Pure. */
export function summary(coverage: Coverage): CoverageSummary {
  const { disks, virtualMachines, copies, subscriptions } = coverage;
  const byMechanism: Partial<Record<CountedMechanism, number>> = {};
  for (const { mechanism } of disks) byMechanism[mechanism] = (byMechanism[mechanism] ?? 0) + 1;
  const count = (is: (disk: DiskCoverage) => boolean): number =>
    disks.reduce((sum, disk) => (is(disk) ? sum + 1 : sum), 0);
  const numbers = {
    disks: disks.length,
    disksRead: count(isRead),
    virtualMachines: virtualMachines.length,
    snapshots: copies.filter(({ kind }) => kind === "snapshot").length,
    images: copies.filter(({ kind }) => kind === "image").length,
    unattached: count(({ role }) => role === "unattached"),
    byMechanism,
    exposed2028: count(({ exposed2028 }) => exposed2028 === "yes"),
    exposureUnknown: count(({ exposed2028 }) => exposed2028 === "unknown"),
    subscriptions: subscriptions.length,
    gaps: gapSentences(coverage.gaps),
  };
  return { ...numbers, text: [...totals(numbers), ...numbers.gaps].join("\n") };
}

/** A managed disk whose own resource told nothing is known by name alone. */
const isRead = ({ diskId, diskState, serverSide }: DiskCoverage): boolean =>
  diskId === null || diskState !== "unknown" || serverSide !== "unknown";

const mechanismWords: Readonly<Record<CountedMechanism, string>> = {
  confidential: "confidential",
  "azure-disk-encryption": "Azure Disk Encryption",
  "encryption-at-host": "encryption at host",
  "platform-and-customer-key": "platform and customer key",
  "customer-key": "customer key",
  "local-encryption": "by the VM's size",
  "platform-key": "platform key alone",
  none: "not encrypted",
  unknown: "not known",
};

type Numbers = Omit<CoverageSummary, "text">;

function totals(of: Numbers): readonly string[] {
  const place = `of ${plural(of.virtualMachines, "VM")} in ${plural(of.subscriptions, "subscription")}`;
  const mechanisms = countedMechanisms.flatMap((mechanism) => {
    const disks = of.byMechanism[mechanism] ?? 0;
    return disks === 0 ? [] : [`${mechanismWords[mechanism]} ${number(disks)}`];
  });
  const unclear = of.exposureUnknown === 0 ? "" : `; of ${number(of.exposureUnknown)} that is not known`;
  return [
    `${number(of.disksRead)} of ${plural(of.disks, "disk")} read, ${place}; ${number(of.unattached)} unattached.`,
    ...(mechanisms.length === 0 ? [] : [`They count for: ${mechanisms.join(", ")}.`]),
    ...(of.exposed2028 + of.exposureUnknown === 0
      ? []
      : [
          `${plural(of.exposed2028, "disk")} ${of.exposed2028 === 1 ? "stops" : "stop"} unlocking after Azure Disk Encryption retires on 2028-09-15${unclear}.`,
        ]),
  ];
}

const number = (value: number): string => value.toLocaleString("en-US");
const plural = (count: number, thing: string): string => `${number(count)} ${thing}${count === 1 ? "" : "s"}`;

const kindWords: Readonly<Record<InventoryKind | "instanceViews", string>> = {
  virtualMachines: "VMs",
  disks: "disks",
  snapshots: "snapshots",
  images: "images",
  diskEncryptionSets: "disk encryption sets",
  instanceViews: "instance views",
};

/** One sentence for what was not read for one reason, with the names of all that it is missing of. */
export function gapSentences(gaps: readonly InventoryGap[]): readonly string[] {
  const groups = new Map<string, [InventoryGap, ...InventoryGap[]]>();
  for (const gap of gaps) {
    const key = [gap.kind, gap.code, gap.subscriptionId === undefined].join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [gap]);
    else group.push(gap);
  }
  return [...groups.values()].map(gapSentence);
}

/** How many scopes a sentence names; of the others it says how many they are. */
const NAMED = 5;

function gapSentence(gaps: readonly [InventoryGap, ...InventoryGap[]]): string {
  const [{ kind, code, subscriptionId }] = gaps;
  const names = gaps
    .slice(0, NAMED)
    .map(({ scope, readBefore }) =>
      readBefore === 0 ? scope : `${scope} (after the first ${number(readBefore)})`,
    );
  const where = [...names, ...(gaps.length > NAMED ? [`${number(gaps.length - NAMED)} more`] : [])].join(
    ", ",
  );
  // An instance view's scope is its VM.
  const isOfSubscription = subscriptionId !== undefined && kind !== "instanceViews";
  if (kind === "all") {
    return isOfSubscription
      ? `${plural(gaps.length, "subscription")} not read: ${where} (${code}).`
      : `Not read: ${where} (${code}).`;
  }
  const place = isOfSubscription ? `subscription${gaps.length === 1 ? "" : "s"} ${where}` : where;
  return `Not read: ${kindWords[kind]} of ${place} (${code}).`;
}
