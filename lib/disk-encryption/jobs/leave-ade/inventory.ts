import type { Disk, VirtualMachine as ComputeVirtualMachine } from "@azure/arm-compute";

import {
  defined,
  daysUntilRetirement,
  type Fact,
  known,
  type ManagedDisk,
  missing,
  parseResourceId,
  sameResourceId,
  type VirtualMachine,
} from "@runbooks/azure";
import { azureError } from "../../connection/azure-error";
import type { Connection } from "../../connection/connection";
import { diskEncryptionExtension } from "../../protection/extension-state";
import { toManagedDisk } from "../../observe/read-disks";
import { readVirtualMachine } from "../../observe/read-virtual-machine";
import { leavePathOf, type LeavePath } from "./path";
import { clientsOf } from "../../connection/clients";

/** A VM that has Azure Disk Encryption or had it, as far as Resource Manager tells. */
export interface AdeVirtualMachine extends Pick<
  VirtualMachine,
  "id" | "name" | "subscriptionId" | "resourceGroupName" | "location" | "vmSize" | "osType" | "powerState"
> {
  /**
   * `now`: a disk is stamped. `once`: the stamps are switched off, and the mark stays. `extension-only`: the extension is there and no disk
   * is stamped, as after a failure.
   */
  readonly azureDiskEncryption: "now" | "once" | "extension-only";
  /** Which disks carry the mark. */
  readonly marked: { readonly os: boolean; readonly data: number };
  readonly path: LeavePath;
}

/** A disk with the mark that no VM holds. */
export interface MarkedDisk {
  readonly id: string;
  readonly name: string;
  readonly resourceGroupName: string;
  readonly enabled: boolean;
}

/** Who has to leave Azure Disk Encryption, and how. */
export interface AdeInventory {
  /** By name, within their subscription. */
  readonly virtualMachines: readonly AdeVirtualMachine[];
  /** Disks with the mark that are attached to nothing. */
  readonly looseDisks: readonly MarkedDisk[];
  /** How many VMs were looked at. */
  readonly lookedAt: number;
  /** What could not be read, and why: there may be more VMs in it. */
  readonly notRead: readonly string[];
  readonly daysLeft: number;
  readonly observedAt: Date;
}

export interface AdeInventoryOptions {
  /** Look into one resource group only; in each subscription that the connection sees. */
  readonly resourceGroup?: string;
}

/**
 * Lists every VM that has Azure Disk Encryption, or had it, with the way out for each. Changes nothing, and runs nothing in any guest.
 *
 * Two lists for each subscription, and one look at each VM that carries the mark. Instances of uniform scale sets are in no list of VMs.
 */
export async function adeInventory(
  azure: Connection,
  options: AdeInventoryOptions = {},
): Promise<AdeInventory> {
  const notRead: string[] = [];
  const parts = await Promise.all(
    azure.subscriptions.map((subscription) => listsOf(azure, subscription, options, notRead)),
  );
  const virtualMachines = await Promise.all(
    parts.flatMap(({ machines, disks }) =>
      machines
        .filter((machine) => isCandidate(machine, disks))
        .map((machine) => entryOf(azure, machine, disks, notRead)),
    ),
  );
  const now = azure.clock.now();
  return {
    virtualMachines: virtualMachines.flatMap((entry) => entry ?? []),
    looseDisks: parts.flatMap(({ disks }) => (disks.kind === "known" ? looseDisksOf(disks.value) : [])),
    lookedAt: parts.reduce((sum, { machines }) => sum + machines.length, 0),
    notRead,
    daysLeft: daysUntilRetirement(now),
    observedAt: now,
  };
}

interface Lists {
  readonly machines: readonly ComputeVirtualMachine[];
  readonly disks: Fact<readonly ManagedDisk[]>;
}

async function listsOf(
  azure: Connection,
  { subscriptionId, displayName }: Connection["subscriptions"][number],
  { resourceGroup }: AdeInventoryOptions,
  notRead: string[],
): Promise<Lists> {
  const { virtualMachines, disks } = clientsOf(azure).compute(subscriptionId);
  const [machineList, diskList] = await Promise.all([
    listed("VMs", displayName, () =>
      resourceGroup === undefined ? virtualMachines.listAll() : virtualMachines.list(resourceGroup),
    ),
    // Not of the group: a VM's disks may be in another.
    listed("disks", displayName, () => disks.list()),
  ]);
  for (const list of [machineList, diskList]) if (list.kind === "missing") notRead.push(list.reason);
  return {
    machines: machineList.kind === "known" ? machineList.value : [],
    disks:
      diskList.kind === "known" ? known(inScope(diskList.value, resourceGroup), diskList.source) : diskList,
  };
}

/** Disks of VMs, wherever they are, and loose ones of the group that is asked for. */
function inScope(disks: readonly Disk[], resourceGroup: string | undefined): readonly ManagedDisk[] {
  return disks
    .map((disk) => toManagedDisk(disk))
    .filter(
      ({ id, managedBy }) =>
        resourceGroup === undefined ||
        managedBy !== undefined ||
        parseResourceId(id).resourceGroupName.toLowerCase() === resourceGroup.toLowerCase(),
    );
}

async function listed<T>(
  what: string,
  where: string,
  list: () => AsyncIterable<T>,
): Promise<Fact<readonly T[]>> {
  try {
    const found: T[] = [];
    for await (const entry of list()) found.push(entry);
    return known(found, `the list of ${what} of '${where}'`);
  } catch (error) {
    const { code, message } = azureError(error, `listing the ${what} of '${where}'`);
    // A group of that name may be in one subscription and not in the others.
    return code === "ResourceGroupNotFound" ? known([], `no such group in '${where}'`) : missing(message);
  }
}

/** Whether the lists show a mark, or the extension; where the disks can't be listed, each VM is looked at. */
function isCandidate(machine: ComputeVirtualMachine, disks: Lists["disks"]): boolean {
  if (disks.kind === "missing") return true;
  const hasExtension = (machine.resources ?? []).some(({ id }) =>
    /\/extensions\/AzureDiskEncryption/i.test(id ?? ""),
  );
  return (
    hasExtension ||
    disksOf(machine, disks.value).some(({ encryptionSettings }) => encryptionSettings !== undefined)
  );
}

function disksOf(
  { storageProfile }: ComputeVirtualMachine,
  disks: readonly ManagedDisk[],
): readonly ManagedDisk[] {
  const ids = [storageProfile?.osDisk, ...(storageProfile?.dataDisks ?? [])].flatMap(
    (disk) => disk?.managedDisk?.id ?? [],
  );
  return disks.filter(({ id }) => ids.some((one) => sameResourceId(one, id)));
}

/** Undefined for a VM that shows no mark when it is looked at, or that can't be looked at: that is told in `notRead`. */
async function entryOf(
  azure: Connection,
  machine: ComputeVirtualMachine,
  disks: Lists["disks"],
  notRead: string[],
): Promise<AdeVirtualMachine | undefined> {
  const id = parseResourceId(machine.id ?? "");
  let vm: VirtualMachine;
  try {
    vm = await readVirtualMachine(azure, id);
  } catch (error) {
    notRead.push(azureError(error, `reading VM ${id.name}`).message);
    return undefined;
  }
  const scaleSetId = machine.virtualMachineScaleSet?.id;
  return inventoryEntry(
    vm,
    disks.kind === "known" ? known(disksOf(machine, disks.value), disks.source) : disks,
    scaleSetId,
  );
}

/** One VM's entry; undefined where nothing shows that it has or had Azure Disk Encryption. Pure. */
export function inventoryEntry(
  vm: VirtualMachine,
  disks: Fact<readonly ManagedDisk[]>,
  virtualMachineScaleSetId?: string,
): AdeVirtualMachine | undefined {
  const found = disks.kind === "known" ? disks.value : [];
  const marked = found.filter(({ encryptionSettings }) => encryptionSettings !== undefined);
  const hasExtension = diskEncryptionExtension(vm) !== undefined;
  if (marked.length === 0 && !hasExtension) return undefined;
  const { id, name, subscriptionId, resourceGroupName, location, vmSize, osType, powerState } = vm;
  const osDiskId = vm.osDisk.managedDiskId;
  const os = marked.some((disk) => osDiskId !== undefined && sameResourceId(disk.id, osDiskId));
  return {
    id,
    name,
    subscriptionId,
    resourceGroupName,
    location,
    vmSize,
    osType,
    ...defined({ powerState }),
    azureDiskEncryption: marked.some(({ encryptionSettings }) => encryptionSettings?.enabled === true)
      ? "now"
      : marked.length > 0
        ? "once"
        : "extension-only",
    marked: { os, data: marked.length - (os ? 1 : 0) },
    path: leavePathOf({
      virtualMachine: vm,
      disks: readOrNot(vm, disks),
      guest: missing("no guest was asked for the inventory"),
      ...defined({ virtualMachineScaleSetId }),
    }),
  };
}

/** One fact for each managed disk of the model: a disk that the list lacks was not read. */
function readOrNot(
  { osDisk, dataDisks }: VirtualMachine,
  disks: Fact<readonly ManagedDisk[]>,
): readonly Fact<ManagedDisk>[] {
  return [osDisk, ...dataDisks].flatMap(({ name, managedDiskId }) => {
    if (managedDiskId === undefined) return [];
    if (disks.kind === "missing") return [missing<ManagedDisk>(disks.reason)];
    const disk = disks.value.find(({ id }) => sameResourceId(id, managedDiskId));
    return [
      disk === undefined
        ? missing<ManagedDisk>(`disk ${name} is not in the list of disks`)
        : known(disk, disks.source),
    ];
  });
}

function looseDisksOf(disks: readonly ManagedDisk[]): readonly MarkedDisk[] {
  return disks.flatMap(({ id, name, managedBy, encryptionSettings }) =>
    managedBy === undefined && encryptionSettings !== undefined
      ? [
          {
            id,
            name,
            resourceGroupName: parseResourceId(id).resourceGroupName,
            enabled: encryptionSettings.enabled,
          },
        ]
      : [],
  );
}
