import { counted, numberText } from "./counted";
import { countedMechanisms } from "./counted-mechanism";
import type { CountedMechanism, Coverage, DiskCoverage } from "./coverage";
import { gapSentences } from "./gap-words";
import { mechanismWords } from "./mechanism-words";

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
  /** Those that were to be read. */
  readonly subscriptions: number;
  /** Those of which anything was read. */
  readonly subscriptionsRead: number;
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
    subscriptionsRead: subscriptionsRead(coverage),
    gaps: gapSentences(coverage.gaps),
  };
  return { ...numbers, text: [...totals(numbers), ...numbers.gaps].join("\n") };
}

/** All except those that returned nothing and may have a gap. */
function subscriptionsRead({ subscriptions, gaps, disks, virtualMachines, copies }: Coverage): number {
  const whole = gaps.filter(({ kind, readBefore }) => kind === "all" && readBefore === 0);
  if (whole.length === 0) return subscriptions.length;
  const isOfAll = whole.some(({ subscriptionId }) => subscriptionId === undefined);
  const unread = new Set(whole.map(({ subscriptionId }) => subscriptionId?.toLowerCase()));
  const came = new Set(
    [...disks, ...virtualMachines, ...copies].map(({ subscriptionId }) => subscriptionId.toLowerCase()),
  );
  return subscriptions.filter(({ subscriptionId }) => {
    const id = subscriptionId.toLowerCase();
    return came.has(id) || !(isOfAll || unread.has(id));
  }).length;
}

/** A managed disk whose own resource told nothing is known by name alone. */
const isRead = ({ diskId, diskState, serverSide }: DiskCoverage): boolean =>
  diskId === null || diskState !== "unknown" || serverSide !== "unknown";

type Numbers = Omit<CoverageSummary, "text">;

function totals(of: Numbers): readonly string[] {
  const read = of.subscriptionsRead === of.subscriptions ? "" : `${numberText(of.subscriptionsRead)} of `;
  const place = `of ${counted(of.virtualMachines, "VM")} in ${read}${counted(of.subscriptions, "subscription")}`;
  const mechanisms = countedMechanisms.flatMap((mechanism) => {
    const disks = of.byMechanism[mechanism] ?? 0;
    return disks === 0 ? [] : [`${mechanismWords[mechanism]} ${numberText(disks)}`];
  });
  const unclear = of.exposureUnknown === 0 ? "" : `; of ${numberText(of.exposureUnknown)} that is not known`;
  return [
    `${numberText(of.disksRead)} of ${counted(of.disks, "disk")} read, ${place}; ${numberText(of.unattached)} unattached.`,
    ...(mechanisms.length === 0 ? [] : [`They count for: ${mechanisms.join(", ")}.`]),
    ...(of.exposed2028 + of.exposureUnknown === 0
      ? []
      : [
          `${counted(of.exposed2028, "disk")} ${of.exposed2028 === 1 ? "stops" : "stop"} unlocking after Azure Disk Encryption retires on 2028-09-15${unclear}.`,
        ]),
  ];
}
