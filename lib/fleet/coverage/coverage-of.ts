import type { FleetSizes, UnreadSizes } from "../nouns/fleet-sizes";
import type { Inventory } from "../nouns/inventory";
import type { VirtualMachineSize } from "@runbooks/azure";
import { contextOf, type CoverageContext } from "./context";
import { imageRow, snapshotRow } from "./copies";
import type { CopyCoverage, Coverage, DiskCoverage, VirtualMachineCoverage } from "./coverage";
import { heldRows } from "./held-rows";
import { holdersOf, type Holder } from "./holders";
import { remarkOn, remarkOnDuplicates, toldOnce } from "./remarks";
import { remarkOnTagsLeftOut } from "./tags-left-out";
import { unattachedRow } from "./unattached-row";

/** What is known beside the inventory. */
export interface CoverageOptions {
  /** Sizes as the subscriptions' own list of SKUs describes them, as `readFleetSizes` has them; they count before those of `data/vm-sizes.json`. */
  readonly sizes?: FleetSizes | readonly VirtualMachineSize[];
}

/**
 * Who is protected by what: each disk of a fleet in one row, with the mechanism that it counts for. Pure.
 *
 * Every disk of the inventory, every disk that a VM's model lists and every temporary disk has exactly one row; every VM has one. A field
 * that the source could not tell makes what depends on it `unknown`. For which mechanism a disk counts is decided in `countedMechanism`; what is
 * open to a VM, as the checks and the recommendation have it, with `worldsOf` for what an inventory can't tell.
 *
 * @throws RunbookError `FileUnreadable` where a file of `data/` is missing or malformed.
 */
export function coverageOf(inventory: Inventory, { sizes }: CoverageOptions = {}): Coverage {
  return coverageWith(contextOf(inventory, sizes));
}

/** The coverage of the context's inventory. */
export function coverageWith(context: CoverageContext): Coverage {
  const { inventory } = context;
  const { holders, unattached, remarks } = holdersOf(inventory);
  const disks: DiskCoverage[] = [];
  const virtualMachines: VirtualMachineCoverage[] = [];
  for (const holder of holders) {
    const rows = heldRows(holder, context);
    disks.push(...rows.disks);
    if (rows.virtualMachine !== undefined) virtualMachines.push(rows.virtualMachine);
  }
  for (const disk of unattached) disks.push(unattachedRow(disk, context));
  const copies = copiesOf(context);
  return {
    source: inventory.source,
    observedAt: inventory.observedAt,
    subscriptions: inventory.subscriptions,
    disks,
    virtualMachines,
    copies: copies.rows,
    gaps: inventory.gaps,
    remarks: [
      ...inventory.remarks,
      ...remarks,
      ...copies.remarks,
      ...unknownSizes(holders, context),
      ...takenForGranted(virtualMachines),
      ...remarkOnTagsLeftOut(inventory),
    ],
  };
}

function copiesOf(context: CoverageContext): {
  readonly rows: readonly CopyCoverage[];
  readonly remarks: readonly string[];
} {
  const { inventory } = context;
  const snapshots = toldOnce(inventory.snapshots);
  const images = toldOnce(inventory.images);
  const disks = new Set(
    inventory.snapshots.length + inventory.images.length === 0
      ? []
      : inventory.disks.map(({ id }) => id.toLowerCase()),
  );
  const isThere = (key: string): boolean => disks.has(key) || snapshots.byId.has(key);
  return {
    rows: [
      ...[...snapshots.byId.values()].map((snapshot) => snapshotRow(snapshot, isThere, context)),
      ...[...images.byId.values()].map((image) => imageRow(image, isThere, context)),
    ],
    remarks: [
      ...remarkOnDuplicates(snapshots.again, "snapshot"),
      ...remarkOnDuplicates(images.again, "image"),
    ],
  };
}

/** Of a size that nobody has looked up it is not known whether it has a temporary disk: its VMs have no row for one. */
function unknownSizes(
  holders: readonly Holder[],
  { sizes, unreadSizes, region }: CoverageContext,
): readonly string[] {
  const unread = new Map(unreadSizes.map((one) => [region(one.location), one]));
  const names = new Map<UnreadSizes | undefined, Map<string, string>>();
  for (const { vm, isInventoried } of holders) {
    const size = vm?.vmSize;
    if (!isInventoried || size === undefined || sizes.has(size.toLowerCase())) continue;
    const reason = unread.get(region(vm?.location));
    names.set(reason, (names.get(reason) ?? new Map<string, string>()).set(size.toLowerCase(), size));
  }
  return [...names].flatMap(([reason, some]) =>
    reason === undefined ? unlistedSizes([...some.values()]) : unreadRegion(reason, [...some.values()]),
  );
}

const unlistedSizes = (names: readonly string[]): readonly string[] =>
  remarkOn(
    names,
    "VM size",
    "is not in data/vm-sizes.json: whether it has a temporary disk, and what it supports, is not known",
    "are not in data/vm-sizes.json: whether they have a temporary disk, and what they support, is not known",
  );

function unreadRegion({ location, code, reason }: UnreadSizes, names: readonly string[]): readonly string[] {
  const list = `for the list of sizes in ${location} could not be read (${code}: ${reason.replace(/\.$/, "")})`;
  return remarkOn(
    names,
    "VM size",
    `is not known, ${list}: neither is whether it has a temporary disk, nor what it supports`,
    `are not known, ${list}: neither is whether they have a temporary disk, nor what they support`,
  );
}

/** Encryption at host counts as open also where nobody looked whether the subscription has registered it. A VM that has it tells that it has. */
function takenForGranted(virtualMachines: readonly VirtualMachineCoverage[]): readonly string[] {
  const names = new Map<string, string>();
  const proven = new Set<string>();
  for (const { subscriptionId, subscriptionName, controls } of virtualMachines) {
    names.set(subscriptionId, subscriptionName);
    if (controls["encryption-at-host"] === "compliant") proven.add(subscriptionId);
  }
  const unproven = [...names].filter(([id]) => !proven.has(id)).map(([, name]) => name);
  return remarkOn(
    unproven,
    "subscription",
    "shows no VM with encryption at host: it counts as though its feature Microsoft.Compute/EncryptionAtHost were registered, which an inventory does not tell",
    "show no VM with encryption at host: they count as though their feature Microsoft.Compute/EncryptionAtHost were registered, which an inventory does not tell",
  );
}
