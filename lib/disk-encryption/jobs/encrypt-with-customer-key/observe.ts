import {
  defined,
  type DiskEncryptionSet,
  type Fact,
  missing,
  parseResourceId,
  RunbookError,
  sameResourceId,
  type Snapshot,
} from "@runbooks/azure";
import type {
  CustomerKeyFacts,
  DiskTarget,
  EncryptionTarget,
  SnapshotTarget,
} from "../../checks/customer-key/facts";
import type { Connection } from "../../connection/connection";
import { findVirtualMachine } from "../../observe/find-virtual-machine";
import { readDiskEncryptionSet } from "../../observe/read-disk-encryption-set";
import { readDisk } from "../../observe/read-disks";
import { readSetFacts } from "../../observe/read-set-facts";
import { readImage } from "../../observe/read-image";
import { incrementalSnapshotsOf, readSnapshot, readSnapshots } from "../../observe/read-snapshots";
import { readVirtualMachine } from "../../observe/read-virtual-machine";

/** What is to be encrypted with a customer's own key: the disks of a VM, or disks and snapshots by themselves. */
export interface ObserveCustomerKeyOptions {
  /** Name or full resource id; all its disks are meant. */
  readonly virtualMachine?: string;
  /** Full resource ids of disks that no VM holds, or whose VM is deallocated. */
  readonly disks?: readonly string[];
  /** Full resource ids. */
  readonly snapshots?: readonly string[];
  /** Full resource id of the set. Without it: the one that the disks have already, where that is one. */
  readonly diskEncryptionSetId?: string;
  /** Full resource id of the set's vault, where it is in another subscription that can't be listed. */
  readonly keyVaultId?: string;
  /** Full resource id of an image that is to be made of it: whether the name is free is read too. */
  readonly imageId?: string;
}

/**
 * Reads everything that the checks of customer-managed keys evaluate. Changes nothing.
 *
 * @throws RunbookError `ArgumentInvalid` where neither a VM nor a disk nor a snapshot is named, or a VM beside others;
 *   `VirtualMachineNotFound`, `VirtualMachineAmbiguous`, `ResourceIdMalformed`, or Azure's code where the VM itself can't be read. Anything else
 *   that can't be read is a missing fact.
 */
export async function observeCustomerKey(
  azure: Connection,
  options: ObserveCustomerKeyOptions,
): Promise<CustomerKeyFacts> {
  const { disks = [], snapshots = [], keyVaultId, imageId } = options;
  assertTargets(options);
  const vm =
    options.virtualMachine === undefined
      ? undefined
      : await readVirtualMachine(azure, await findVirtualMachine(azure, options.virtualMachine));
  const diskIds =
    vm === undefined
      ? disks
      : [vm.osDisk, ...vm.dataDisks].flatMap(({ managedDiskId }) => managedDiskId ?? []);
  const family = familyReader(azure);
  const targets: readonly EncryptionTarget[] = await Promise.all([
    ...diskIds.map((id) => diskTarget(azure, id, family)),
    ...snapshots.map((id) => snapshotTarget(azure, id, family)),
  ]);
  const set = await readSet(azure, options.diskEncryptionSetId ?? onlySetOf(targets));
  return {
    ...(await readSetFacts(azure, set, keyVaultId)),
    ...defined({ virtualMachine: vm }),
    targets,
    ...(imageId === undefined
      ? {}
      : { newImage: { id: imageId, existing: await readImage(azure, imageId) } }),
  };
}

type FamilyReader = (subscriptionId: string) => Promise<Fact<readonly Snapshot[]>>;

/** Lists a subscription's snapshots once, however many disks ask for them. */
function familyReader(azure: Connection): FamilyReader {
  const lists = new Map<string, Promise<Fact<readonly Snapshot[]>>>();
  return async (subscriptionId) => {
    const list = lists.get(subscriptionId) ?? readSnapshots(azure, subscriptionId);
    lists.set(subscriptionId, list);
    return await list;
  };
}

async function diskTarget(azure: Connection, id: string, family: FamilyReader): Promise<DiskTarget> {
  const { name, subscriptionId } = parseResourceId(id);
  const [disk, snapshots] = await Promise.all([readDisk(azure, id), family(subscriptionId)]);
  return {
    kind: "disk",
    id,
    name,
    disk,
    incrementalSnapshots: filtered(snapshots, (all) =>
      incrementalSnapshotsOf(all, disk.kind === "known" ? disk.value : { id }),
    ),
  };
}

async function snapshotTarget(azure: Connection, id: string, family: FamilyReader): Promise<SnapshotTarget> {
  const { name, subscriptionId } = parseResourceId(id);
  const [snapshot, snapshots] = await Promise.all([readSnapshot(azure, id), family(subscriptionId)]);
  const sourceId = snapshot.kind === "known" ? snapshot.value.sourceResourceId : undefined;
  const uniqueId = snapshot.kind === "known" ? snapshot.value.sourceUniqueId : undefined;
  return {
    kind: "snapshot",
    id,
    name,
    snapshot,
    sourceDisk: await sourceDiskOf(azure, sourceId, uniqueId),
    incrementalSnapshots: filtered(snapshots, (all) =>
      sourceId === undefined
        ? []
        : incrementalSnapshotsOf(all, {
            id: sourceId,
            ...defined({ uniqueId }),
          }).filter((other) => !sameResourceId(other.id, id)),
    ),
  };
}

async function sourceDiskOf(
  azure: Connection,
  sourceId: string | undefined,
  uniqueId: string | undefined,
): Promise<DiskTarget["disk"]> {
  if (sourceId === undefined || parseResourceId(sourceId).type.toLowerCase() !== "microsoft.compute/disks") {
    return { kind: "missing", reason: "the snapshot was not taken of a disk", absent: true };
  }
  const disk = await readDisk(azure, sourceId);
  const isAnother =
    disk.kind === "known" &&
    uniqueId !== undefined &&
    disk.value.uniqueId !== undefined &&
    disk.value.uniqueId !== uniqueId;
  return isAnother ? { kind: "missing", reason: "the disk was deleted since", absent: true } : disk;
}

function filtered(
  snapshots: Fact<readonly Snapshot[]>,
  choose: (all: readonly Snapshot[]) => readonly Snapshot[],
): Fact<readonly Snapshot[]> {
  return snapshots.kind === "known" ? { ...snapshots, value: choose(snapshots.value) } : snapshots;
}

async function readSet(azure: Connection, id: string | undefined): Promise<Fact<DiskEncryptionSet>> {
  return id === undefined
    ? missing("no disk encryption set was named")
    : await readDiskEncryptionSet(azure, id);
}

/** The set that the disks have already; undefined where they have none, or several. */
function onlySetOf(targets: readonly EncryptionTarget[]): string | undefined {
  const ids = targets.flatMap((target) => {
    const stored = target.kind === "disk" ? target.disk : target.snapshot;
    return stored.kind === "known" ? (stored.value.diskEncryptionSetId ?? []) : [];
  });
  const [first, ...others] = ids;
  return first !== undefined && others.every((other) => sameResourceId(first, other)) ? first : undefined;
}

function assertTargets({ virtualMachine, disks = [], snapshots = [] }: ObserveCustomerKeyOptions): void {
  const named = disks.length + snapshots.length;
  if (virtualMachine === undefined ? named > 0 : named === 0) return;
  throw new RunbookError(
    "ArgumentInvalid",
    virtualMachine === undefined
      ? "Neither a VM nor a disk nor a snapshot is named."
      : `VM ${virtualMachine} is named, and disks or snapshots beside it.`,
    "Name one VM, or the ids of disks and snapshots.",
  );
}
