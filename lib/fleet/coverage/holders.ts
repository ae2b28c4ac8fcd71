import { defined, type AttachedDisk, isResourceId, parseResourceId } from "@runbooks/azure";
import { type InventoriedDisk, type InventoriedVirtualMachine, type Inventory } from "../nouns/inventory";
import { listingOf } from "./listed";
import { remarkOn, remarkOnDuplicates, toldOnce } from "./remarks";

/** A disk in the hands of a VM. */
export interface HeldDisk {
  readonly role: "os" | "data";
  /** As the VM's model lists it; absent where the model was not told, or does not list it. */
  readonly attached?: AttachedDisk;
  /** Its own resource; absent for an unmanaged disk, and for one that is in no list of disks. */
  readonly disk?: InventoriedDisk;
  /** Whether it gets its row with this VM: a shared disk has several holders and one row. */
  readonly counted: boolean;
  /** All of its holders where there are several. */
  readonly holders?: readonly Holder[];
}

/** A VM with its disks. */
export interface Holder {
  /** Of a VM that is not in the inventory, no more than its disks say: id and name. `undefined`: not even that. */
  readonly vm: InventoriedVirtualMachine | undefined;
  readonly isInventoried: boolean;
  /** OS disk first, where the model was told. */
  readonly disks: readonly HeldDisk[];
}

/** Each disk of an inventory in the hands that hold it, and no disk twice. */
export interface Holders {
  /** The inventory's VMs in its order, then those that only disks tell of. */
  readonly holders: readonly Holder[];
  readonly unattached: readonly InventoriedDisk[];
  /** What was contradictory, and how it was settled. */
  readonly remarks: readonly string[];
}

/** As long as it is being found out who holds what. */
interface DraftHolder extends Holder {
  readonly disks: DraftDisk[];
}
interface DraftDisk extends HeldDisk {
  counted: boolean;
  holders?: readonly Holder[];
}

/**
 * Finds out which VM holds which disk. Pure.
 *
 * A VM's model that lists a disk comes first: it alone tells the role. Where two models list it and it is not shared, it changed hands
 * between two pages, and the disk's own word (`managedBy`) decides. A disk that no model lists goes to the VM that it names, whether that is in
 * the inventory or not; the first such disk with an operating system is the OS disk of a VM that shows none.
 *
 * An orphaned disk names a VM that is not there, though all VMs of that VM's subscription were read. It is named in a remark, and unattached where its
 * own state says so too. In another state it stays with the VM that it names, of which nothing is known: Azure still calls the disk held, and the disk
 * of a VM that was made after the VMs were read looks the same. Instances of uniform scale sets are in no list of VMs, and their disks no orphans.
 */
export function holdersOf(inventory: Inventory): Holders {
  const { virtualMachines, disks } = inventory;
  const machines = toldOnce(virtualMachines);
  const resources = toldOnce(disks);
  const holders = new Map<string, DraftHolder>();
  for (const [key, vm] of machines.byId) holders.set(key, { vm, isInventoried: true, disks: [] });

  const settled = listedDisks([...holders.values()], resources.byId);
  const rest = unlistedDisks(resources.byId, settled.listed, holders, orphansIn(inventory, machines.byId));
  return {
    holders: [...holders.values(), ...rest.withoutId],
    unattached: rest.unattached,
    remarks: [
      ...remarkOnDuplicates(machines.again, "VM"),
      ...remarkOnDuplicates(resources.again, "disk"),
      ...remarkOn(
        settled.changedHands,
        "disk",
        "was listed by two VMs and is not shared: it is counted with the VM that it names",
        "were listed by two VMs and are not shared: each is counted with the VM that it names",
      ),
      ...remarkOn(
        [...settled.saidOtherwise, ...rest.saidOtherwise],
        "disk",
        "and a VM's model do not agree on who holds it: one was read before a change, the other after it",
        "and VMs' models do not agree on who holds them: one was read before a change, the other after it",
      ),
      ...remarkOn(
        rest.orphaned,
        "disk",
        "is orphaned: all VMs of the subscription were read, and the one that it names is not among them; it was deleted, or made while the fleet was read",
        "are orphaned: all VMs of their subscriptions were read, and those that they name are not among them; they were deleted, or made while the fleet was read",
      ),
    ],
  };
}

interface ListedDisks {
  /** Ids in lower case. */
  readonly listed: ReadonlySet<string>;
  readonly changedHands: readonly string[];
  readonly saidOtherwise: readonly string[];
}

interface Claim {
  readonly holder: DraftHolder;
  readonly held: DraftDisk;
}

/** Gives each VM the disks that its model lists. */
function listedDisks(
  holders: readonly DraftHolder[],
  resources: ReadonlyMap<string, InventoriedDisk>,
): ListedDisks {
  const claims = new Map<string, Claim | Claim[]>();
  for (const holder of holders) {
    for (const attached of holder.vm?.disks ?? []) {
      const key = attached.managedDiskId?.toLowerCase();
      const disk = key === undefined ? undefined : resources.get(key);
      const held: DraftDisk = {
        role: attached.role,
        attached,
        ...defined({ disk }),
        counted: true,
      };
      if (key === undefined) {
        holder.disks.push(held);
        continue;
      }
      const earlier = claims.get(key);
      const all = earlier === undefined ? [] : Array.isArray(earlier) ? earlier : [earlier];
      // A model that lists a disk twice has it once.
      if (all.some((claim) => claim.holder === holder)) continue;
      holder.disks.push(held);
      claims.set(key, earlier === undefined ? { holder, held } : [...all, { holder, held }]);
    }
  }
  return { listed: new Set(claims.keys()), ...settle(claims) };
}

/** Lets one holder count each disk that several models list, and takes a disk that is not shared from the others. */
function settle(
  claims: ReadonlyMap<string, Claim | Claim[]>,
): Pick<ListedDisks, "changedHands" | "saidOtherwise"> {
  const changedHands: string[] = [];
  const saidOtherwise: string[] = [];
  for (const claim of claims.values()) {
    if (!Array.isArray(claim)) {
      if (!isSaidBy(claim.held.disk, claim.holder)) saidOtherwise.push(claim.held.attached?.name ?? "");
      continue;
    }
    const [first] = claim;
    const disk = first?.held.disk;
    const named = claim.find(({ holder }) => disk !== undefined && isNamedBy(disk, holder)) ?? first;
    const isShared = disk?.maxShares !== 1;
    if (!isShared) changedHands.push(disk.name);
    const all = claim.map(({ holder }) => holder);
    for (const one of claim) {
      one.held.counted = one === named;
      if (isShared) one.held.holders = all;
      else if (one !== named) one.holder.disks.splice(one.holder.disks.indexOf(one.held), 1);
    }
  }
  return { changedHands, saidOtherwise };
}

const isNamedBy = (disk: InventoriedDisk, { vm }: Holder): boolean =>
  vm !== undefined && disk.managedBy?.toLowerCase() === vm.id.toLowerCase();

/** Whether a disk does not deny its holder. A shared disk names one of several. */
function isSaidBy(disk: InventoriedDisk | undefined, holder: Holder): boolean {
  if (disk === undefined) return true;
  if (typeof disk.managedBy === "string") return isNamedBy(disk, holder) || (disk.maxShares ?? 2) > 1;
  return isHeld(disk);
}

interface UnlistedDisks {
  readonly withoutId: readonly Holder[];
  readonly unattached: readonly InventoriedDisk[];
  readonly saidOtherwise: readonly string[];
  readonly orphaned: readonly string[];
}

/** Gives the disks that no model lists to the VMs that they name; adds those that are not in the inventory. */
function unlistedDisks(
  resources: ReadonlyMap<string, InventoriedDisk>,
  listed: ReadonlySet<string>,
  holders: Map<string, DraftHolder>,
  isOrphaned: (disk: InventoriedDisk) => boolean,
): UnlistedDisks {
  const withoutId: DraftHolder[] = [];
  const unattached: InventoriedDisk[] = [];
  const saidOtherwise: string[] = [];
  const orphaned: string[] = [];
  for (const [key, disk] of resources) {
    if (listed.has(key)) continue;
    const isOrphan = isOrphaned(disk);
    if (isOrphan) orphaned.push(disk.name);
    if (!isHeld(disk) || (isOrphan && isLoose(disk))) {
      unattached.push(disk);
      continue;
    }
    const holder = holderNamedBy(disk, holders);
    if (holder.vm === undefined) withoutId.push(holder);
    if (holder.vm?.disks !== undefined) saidOtherwise.push(disk.name);
    const hasOsDisk = holder.disks.some(({ role }) => role === "os");
    const isOsDisk = typeof disk.osType === "string" && !hasOsDisk;
    holder.disks.push({ role: isOsDisk ? "os" : "data", disk, counted: true });
  }
  return { withoutId, unattached, saidOtherwise, orphaned };
}

/** Tells whether a disk names a VM that is not there. */
function orphansIn(
  inventory: Inventory,
  virtualMachines: ReadonlyMap<string, unknown>,
): (disk: InventoriedDisk) => boolean {
  const isListed = listingOf(inventory);
  return ({ managedBy }) => {
    if (typeof managedBy !== "string" || virtualMachines.has(managedBy.toLowerCase())) return false;
    if (!isResourceId(managedBy)) return false;
    const { type, subscriptionId } = parseResourceId(managedBy);
    return (
      type.toLowerCase() === "microsoft.compute/virtualmachines" &&
      isListed("virtualMachines", subscriptionId)
    );
  };
}

function holderNamedBy(disk: InventoriedDisk, holders: Map<string, DraftHolder>): DraftHolder {
  if (typeof disk.managedBy !== "string") return { vm: undefined, isInventoried: false, disks: [] };
  const key = disk.managedBy.toLowerCase();
  const known = holders.get(key);
  if (known !== undefined) return known;
  const holder: DraftHolder = { vm: machineNamedBy(disk, disk.managedBy), isInventoried: false, disks: [] };
  holders.set(key, holder);
  return holder;
}

/** A VM of which no more is known than that a disk names it. */
function machineNamedBy(disk: InventoriedDisk, id: string): InventoriedVirtualMachine {
  const parsed = isResourceId(id) ? parseResourceId(id) : undefined;
  return {
    id,
    subscriptionId: parsed?.subscriptionId.toLowerCase() ?? disk.subscriptionId,
    resourceGroupName: parsed?.resourceGroupName.toLowerCase() ?? disk.resourceGroupName,
    // An instance of a uniform scale set is a child of it: vmss/0 is called vmss_0.
    name: parsed?.names.join("_") ?? id,
    // A scale set's model has no such settings (typings of `@azure/arm-compute` 24.1.0, VirtualMachineScaleSetOSDisk).
    ...(isOfScaleSet(parsed?.type) ? { osDiskAdeStamp: "never" } : {}),
    ...defined({ location: disk.location }),
  };
}

const isOfScaleSet = (type: string | undefined): boolean =>
  type?.toLowerCase() === "microsoft.compute/virtualmachinescalesets/virtualmachines";

const heldStates: readonly string[] = ["attached", "reserved", "frozen", "activesasfrozen"];
const looseStates: readonly string[] = ["unattached", "readytoupload", "activeupload"];

/**
 * Whether a VM holds a disk: it names one, or is in a state that only a held disk has. Where neither was told, it is not called unattached.
 *
 * @see typings of `@azure/arm-compute` 24.1.0, DiskState: `Frozen` is the disk of a hibernated VM
 */
function isHeld(disk: InventoriedDisk): boolean {
  const { managedBy, diskState } = disk;
  if (typeof managedBy === "string") return true;
  return managedBy === null ? heldStates.includes(diskState?.toLowerCase() ?? "") : !isLoose(disk);
}

const isLoose = ({ diskState }: InventoriedDisk): boolean =>
  looseStates.includes(diskState?.toLowerCase() ?? "");
