import { type InventoryGap, type InventorySource } from "../nouns/inventory";
import { knownSizes } from "../nouns/known-sizes";
import type { CountedMechanism, Coverage, DiskCoverage } from "./coverage";
import { diskKey } from "./disk-key";

/** A disk that is in both coverages. */
export interface DiskChange {
  readonly before: DiskCoverage;
  readonly after: DiskCoverage;
}

/** A disk that moved: to another mechanism that protects it as much, to another VM, or both. */
export interface DiskMove extends DiskChange {
  /** `mechanism`: it counts for another. `holder`: another VM holds it, or none does any more. */
  readonly moved: readonly ("mechanism" | "holder")[];
}

/** A disk of which it can't be said what became of it. */
export interface IncomparableDisk {
  /** At least one of them is there. */
  readonly before?: DiskCoverage;
  readonly after?: DiskCoverage;
  readonly because: string;
}

/** When and from where one of the two was read. */
export interface ComparedCoverage {
  readonly source: InventorySource;
  readonly observedAt: Date;
  readonly disks: number;
  readonly gaps: readonly InventoryGap[];
}

/** What changed in a fleet between two readings: each disk of either in one of the lists, or unchanged. */
export interface CoverageComparison {
  readonly before: ComparedCoverage;
  readonly after: ComparedCoverage;
  readonly newlyUnprotected: readonly DiskChange[];
  readonly newlyProtected: readonly DiskChange[];
  readonly moved: readonly DiskMove[];
  readonly appeared: readonly DiskCoverage[];
  readonly gone: readonly DiskCoverage[];
  /** What lies in a gap of either, or in a subscription that was not asked, and what of either is not known. */
  readonly notComparable: readonly IncomparableDisk[];
  /** How many disks count for the mechanism that they counted for, with the same VM. */
  readonly unchanged: number;
}

/** Mechanisms that count as protection, unless said: all that add to the platform's own key. */
const protectingMechanisms: readonly CountedMechanism[] = [
  "confidential",
  "azure-disk-encryption",
  "encryption-at-host",
  "platform-and-customer-key",
  "customer-key",
  "local-encryption",
];

export interface CompareOptions {
  /** The mechanisms that count as protection; `protectingMechanisms` unless said. */
  readonly protecting?: readonly CountedMechanism[];
}

/**
 * What changed in a fleet between two readings of it, from whichever sources. Pure.
 *
 * A disk that is missing in one of the two is new or gone only where that one was asked for its subscription and read it without a gap. A
 * disk that was deleted and made anew under its name is taken for the same. A temporary disk has its row by its VM's size: it is gone or new only where
 * the VM is, or where the other size is known to have none.
 *
 * @throws RunbookError `FileUnreadable` where a file of `data/` is missing or malformed.
 */
export function compareCoverage(
  before: Coverage,
  after: Coverage,
  { protecting = protectingMechanisms }: CompareOptions = {},
): CoverageComparison {
  const changes: Changes = {
    newlyUnprotected: [],
    newlyProtected: [],
    moved: [],
    appeared: [],
    gone: [],
    notComparable: [],
  };
  const later = new Map(keyed(after.disks));
  const [wasRead, isRead] = [readingOf(before), readingOf(after)];
  let unchanged = 0;
  for (const [key, disk] of keyed(before.disks)) {
    const now = later.get(key);
    later.delete(key);
    if (now === undefined) {
      const gap = isRead(disk);
      if (gap === undefined) changes.gone.push(disk);
      else changes.notComparable.push({ before: disk, because: `after: ${gap}` });
    } else if (!isChanged({ before: disk, after: now }, protecting, changes)) unchanged += 1;
  }
  for (const disk of later.values()) {
    const gap = wasRead(disk);
    if (gap === undefined) changes.appeared.push(disk);
    else changes.notComparable.push({ after: disk, because: `before: ${gap}` });
  }
  return { before: readingWords(before), after: readingWords(after), ...changes, unchanged };
}

interface Changes {
  readonly newlyUnprotected: DiskChange[];
  readonly newlyProtected: DiskChange[];
  readonly moved: DiskMove[];
  readonly appeared: DiskCoverage[];
  readonly gone: DiskCoverage[];
  readonly notComparable: IncomparableDisk[];
}

/** Disks by their keys; of two that nothing tells apart, as unmanaged ones without a name, the second is the second of the other coverage too. */
function* keyed(disks: readonly DiskCoverage[]): Generator<readonly [string, DiskCoverage]> {
  const times = new Map<string, number>();
  for (const disk of disks) {
    const key = diskKey(disk);
    const before = times.get(key) ?? 0;
    times.set(key, before + 1);
    yield [before === 0 ? key : `${key}#${before}`, disk];
  }
}

/** Puts a disk that is in both into its list; false where nothing changed. */
function isChanged(change: DiskChange, protecting: readonly CountedMechanism[], changes: Changes): boolean {
  const { before, after } = change;
  if (before.mechanism === "unknown" || after.mechanism === "unknown") {
    const when = before.mechanism === "unknown" ? "before" : "after";
    changes.notComparable.push({ ...change, because: `${when}: not known which mechanism it counted for` });
    return true;
  }
  const was = protecting.includes(before.mechanism);
  const is = protecting.includes(after.mechanism);
  if (was !== is) {
    (is ? changes.newlyProtected : changes.newlyUnprotected).push(change);
    return true;
  }
  const moved: DiskMove["moved"] = [
    ...(before.mechanism === after.mechanism ? [] : (["mechanism"] as const)),
    ...(before.vmId?.toLowerCase() === after.vmId?.toLowerCase() ? [] : (["holder"] as const)),
  ];
  if (moved.length > 0) changes.moved.push({ ...change, moved });
  return moved.length > 0;
}

/** Why a disk might have been there and not read; undefined where it would have been read. */
function readingOf(coverage: Coverage): (disk: DiskCoverage) => string | undefined {
  const { subscriptions, gaps } = coverage;
  const asked = new Set(subscriptions.map(({ subscriptionId }) => subscriptionId.toLowerCase()));
  const untoldSize = untoldSizeOf(coverage);
  return (disk) => {
    const key = disk.subscriptionId.toLowerCase();
    if (!asked.has(key)) return `subscription ${disk.subscriptionName} was not asked`;
    const gap = gaps.find(
      ({ subscriptionId, kind }) =>
        (subscriptionId === undefined || subscriptionId.toLowerCase() === key) && hides(kind, disk),
    );
    return gap === undefined ? untoldSize(disk) : `${gap.scope} was not read whole (${gap.code})`;
  };
}

/**
 * Why a temporary disk might have been there and have no row: its VM is there, with a size that is not known to have none. Where the size is the
 * same, nobody had looked it up.
 */
function untoldSizeOf({ virtualMachines }: Coverage): (disk: DiskCoverage) => string | undefined {
  let sizes: ReadonlyMap<string, string> | undefined;
  return ({ role, vmId, vmName }) => {
    if (role !== "temporary" || vmId === null) return undefined;
    sizes ??= new Map(virtualMachines.map((vm) => [vm.vmId.toLowerCase(), vm.vmSize]));
    const size = sizes.get(vmId.toLowerCase());
    if (size === undefined || knownSizes().get(size.toLowerCase())?.temporaryDiskInMB === 0) return undefined;
    return `not known whether size ${size} of ${vmName ?? vmId} has one`;
  };
}

/**
 * Whether what was not read of a kind may hide a disk: the list of disks hides managed ones, that of VMs those that are no resources. A disk that
 * is in no list of disks has its row by its VM alone.
 */
function hides(kind: InventoryGap["kind"], { diskId, diskState }: DiskCoverage): boolean {
  switch (kind) {
    case "all":
      return true;
    case "disks":
      return diskId !== null;
    case "virtualMachines":
      return diskId === null || diskState === "unknown";
    case "snapshots":
    case "images":
    case "diskEncryptionSets":
    case "instanceViews":
      return false;
  }
}

const readingWords = ({ source, observedAt, disks, gaps }: Coverage): ComparedCoverage => ({
  source,
  observedAt,
  disks: disks.length,
  gaps,
});
