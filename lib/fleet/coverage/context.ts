import { type FleetSizes, type UnreadSizes } from "../nouns/fleet-sizes";
import { type InventoriedDiskEncryptionSet, type Inventory } from "../nouns/inventory";
import { knownSizes } from "../nouns/known-sizes";
import { regionKey, type VirtualMachineSize } from "@runbooks/azure";
import type { DiskControlFacts, VirtualMachineControlFacts } from "./controls/control";
import { diskOutcomes, virtualMachineOutcomes } from "./controls/evaluate";
import type { DiskCoverage, VirtualMachineCoverage } from "./coverage";
import { incrementalSnapshotsIn } from "./incremental-snapshots";
import { listingOf } from "./listed";
import type { Sizes } from "./kinds";
import { memoisedEvaluation, type Evaluator } from "./memoised-evaluate";
import { sizeFamilyOf } from "./size-family";

/** What every row of a coverage is made with. */
export interface CoverageContext {
  readonly inventory: Inventory;
  readonly sizes: Sizes;
  /** Regions whose sizes could not be read. */
  readonly unreadSizes: readonly UnreadSizes[];
  readonly sizeFamily: (vmSize: string) => string;
  /** A region as Resource Manager spells it; `unknown` where it was not told. */
  readonly region: (location: string | undefined) => string;
  readonly evaluate: Evaluator;
  readonly subscriptionName: (subscriptionId: string) => string;
  /** In one spelling, however the disks spell it. */
  readonly setId: (id: string) => string;
  readonly set: (id: string) => InventoriedDiskEncryptionSet | undefined;
  readonly isListed: ReturnType<typeof listingOf>;
  readonly hasIncrementalSnapshots: ReturnType<typeof incrementalSnapshotsIn>;
  readonly diskControls: (facts: DiskControlFacts) => DiskCoverage["controls"];
  readonly virtualMachineControls: (facts: VirtualMachineControlFacts) => VirtualMachineCoverage["controls"];
  /** A disk's own tags over those of its VM. */
  readonly tags: (own: Tags | undefined, beneath?: Tags) => Tags;
}

export type Tags = Readonly<Record<string, string>>;

/** Prepares what the rows have in common. */
export function contextOf(
  inventory: Inventory,
  given: FleetSizes | readonly VirtualMachineSize[] = [],
  evaluateOf: (sizes: Sizes) => Evaluator = memoisedEvaluation,
): CoverageContext {
  const sizes = new Map(knownSizes());
  const { sizes: told, unread } = "unread" in given ? given : { sizes: given, unread: [] };
  for (const size of told) sizes.set(size.name.toLowerCase(), size);
  const names = new Map(
    inventory.subscriptions.map(({ subscriptionId, displayName }) => [
      subscriptionId.toLowerCase(),
      displayName,
    ]),
  );
  const sets = new Map<string, InventoriedDiskEncryptionSet>();
  for (const set of inventory.diskEncryptionSets) {
    const key = set.id.toLowerCase();
    if (!sets.has(key)) sets.set(key, set);
  }
  const spellings = new Map([...sets].map(([key, { id }]) => [key, id]));
  const isListed = listingOf(inventory);
  return {
    inventory,
    sizes,
    unreadSizes: unread,
    sizeFamily: keptByName(sizeFamilyOf),
    region: regions(),
    evaluate: evaluateOf(sizes),
    subscriptionName: (subscriptionId) => names.get(subscriptionId.toLowerCase()) ?? subscriptionId,
    setId: (id) => {
      const spelling = spellings.get(id.toLowerCase()) ?? id;
      spellings.set(id.toLowerCase(), spelling);
      return spelling;
    },
    set: (id) => sets.get(id.toLowerCase()),
    isListed,
    hasIncrementalSnapshots: incrementalSnapshotsIn(inventory, (subscriptionId) =>
      isListed("snapshots", subscriptionId),
    ),
    diskControls: diskOutcomes(),
    virtualMachineControls: virtualMachineOutcomes(),
    tags: sharedTags(),
  };
}

/** Makes each text once: the rows share it. */
function keptByName(make: (name: string) => string): (name: string) => string {
  const kept = new Map<string, string>();
  return (name) => {
    const made = kept.get(name) ?? make(name);
    kept.set(name, made);
    return made;
  };
}

function regions(): CoverageContext["region"] {
  const region = keptByName(regionKey);
  return (location) => (location === undefined ? "unknown" : region(location));
}

const NO_TAGS: Tags = {};

/** Puts tags over one another; those that are the same are one object, for a fleet has few of them. */
function sharedTags(): CoverageContext["tags"] {
  const kept = new Map<string, Tags>();
  return (own = NO_TAGS, beneath = NO_TAGS) => {
    if (isEmpty(own)) return isEmpty(beneath) ? NO_TAGS : beneath;
    if (isEmpty(beneath) || own === beneath) return own;
    if (hasAllOf(own, beneath)) return own;
    const key = JSON.stringify([own, beneath]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    // Azure compares a tag's name without regard to case.
    const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
    const left = Object.entries(beneath).filter(([name]) => !names.has(name.toLowerCase()));
    const made = { ...Object.fromEntries(left), ...own };
    kept.set(key, made);
    return made;
  };
}

function hasAllOf(own: Tags, beneath: Tags): boolean {
  for (const name in beneath) if (own[name] === undefined) return false;
  return true;
}

function isEmpty(tags: Tags): boolean {
  for (const _ in tags) return false;
  return true;
}
