import type { VirtualMachine as ComputeVirtualMachine } from "@azure/arm-compute";

import {
  absent,
  type AttachedDisk,
  ENCRYPTION_AT_HOST_FEATURE,
  type Fact,
  known,
  missing,
  parseResourceId,
  RunbookError,
  type Subnet,
  type SubscriptionFeature,
  type VirtualMachine,
  type VirtualMachineSize,
} from "@runbooks/azure";
import { type Guest } from "../../nouns/guest";
import { virtualMachineNameRefusal } from "../../nouns/virtual-machine-name";
import type { EncryptionFacts } from "../../checks/facts";
import { azureError, azureErrorCode } from "../../connection/azure-error";
import type { Connection } from "../../connection/connection";
import { observe } from "../../observe/observe";
import { readSize } from "../../observe/read-size";
import { readSubnet } from "../../observe/read-subnet";
import { readSubscriptionFeature } from "../../observe/read-subscription-feature";
import { readVirtualMachine } from "../../observe/read-virtual-machine";
import { readGuest } from "../../probe/read-guest";
import type { ProbeScript } from "../../probe/scripts";
import { observeCopy, type CopyFacts } from "../upload-disk/plan-copy";
import { configurationOf } from "./configuration";
import type { VirtualMachineConfiguration } from "./virtual-machine-configuration";
import { readSubnetIdOf } from "./read-subnet-id";
import { clientsOf } from "../../connection/clients";

/** A VM that is to leave Azure Disk Encryption, and the VM that takes its place. */
export interface LeaveAdeRequest {
  /** Name or full resource id of the VM that has Azure Disk Encryption. */
  readonly virtualMachine: string;
  /** Name of the new VM: another one, since the old VM keeps its own until the new one is proven. */
  readonly newName: string;
  /** Without it, the old VM's. */
  readonly vmSize?: string;
  /** Full resource id of the subnet for the new VM's network interface. Without it, the old VM's. */
  readonly subnetId?: string;
}

export interface ObserveLeaveAdeOptions {
  /** The script that asks the guest, as it was shown to the operator. It runs in the old VM while that runs, else in the new one. */
  readonly script?: ProbeScript;
  /** The facts from before the old VM was deallocated: the new VM's guest has to show the same volumes. */
  readonly before?: Pick<LeaveAdeFacts, "guestBefore">;
  readonly signal?: AbortSignal;
}

/** Everything that leaving Azure Disk Encryption is planned by. */
export interface LeaveAdeFacts {
  readonly request: LeaveAdeRequest;
  /** The old VM. */
  readonly old: EncryptionFacts;
  readonly configuration: VirtualMachineConfiguration;
  /** What the old VM's guest showed while it ran. */
  readonly guestBefore: Fact<Guest>;
  /** Full resource id that the new VM has, or is to have. */
  readonly newId: string;
  /** The new VM; absent until it is made. */
  readonly made: Fact<VirtualMachine>;
  readonly newGuest: Fact<Guest>;
  /** A copy of each of the old VM's managed disks, in the model's order. */
  readonly copies: readonly DiskCopy[];
  /** The new VM's size. */
  readonly size: Fact<VirtualMachineSize>;
  readonly feature: Fact<SubscriptionFeature>;
  readonly subnet: Fact<Subnet>;
  readonly observedAt: Date;
}

/** A disk of the old VM, and its copy as far as that is there. */
export interface DiskCopy extends CopyFacts {
  readonly attached: AttachedDisk;
}

/**
 * Reads the old VM, the new one and the copies of the disks, as far as they are there, and what the new one needs. Changes nothing; runs the
 * script, which only reads, in the guest where one is handed in.
 *
 * @throws RunbookError `VirtualMachineNotFound`, `VirtualMachineAmbiguous`, `ResourceIdMalformed`, `ArgumentInvalid` for a new name that can't be
 *   one, or Azure's code where the old VM can't be read. Anything else that can't be read is a missing fact.
 */
export async function observeLeaveAde(
  azure: Connection,
  request: LeaveAdeRequest,
  options: ObserveLeaveAdeOptions = {},
): Promise<LeaveAdeFacts> {
  const old = await observe(azure, request.virtualMachine);
  const { virtualMachine: vm } = old;
  assertNewName(vm, request.newName);
  const { subscriptionId, location } = vm;
  const vmSize = request.vmSize ?? vm.vmSize;
  const newId = vm.id.replace(/[^/]+$/, request.newName);
  const configuration = configurationOf(await readModel(azure, vm));
  const [made, copies, size, feature, subnet] = await Promise.all([
    readMade(azure, newId),
    Promise.all(copyRequests(vm, request.newName).map((copy) => readCopy(azure, copy))),
    readSize(azure, { subscriptionId, location, vmSize }),
    readSubscriptionFeature(azure, subscriptionId, ENCRYPTION_AT_HOST_FEATURE),
    readSubnetOf(azure, request, configuration),
  ]);
  const guest = await guestOf(azure, vm, options);
  return {
    request,
    old: { ...old, guest },
    configuration,
    guestBefore: options.before?.guestBefore ?? guest,
    newId,
    made,
    newGuest:
      made.kind === "known" && vm.powerState !== "running"
        ? await guestOf(azure, made.value, options)
        : missing("the new VM was not asked"),
    copies,
    size,
    feature,
    subnet,
    observedAt: azure.clock.now(),
  };
}

/** Both VMs are there for a while, in one group. */
function assertNewName(vm: VirtualMachine, newName: string): void {
  const same = newName.toLowerCase() === vm.name.toLowerCase();
  const refusal = same
    ? `${vm.name} keeps it until the new VM is proven`
    : virtualMachineNameRefusal(newName, undefined);
  if (refusal === undefined) return;
  throw new RunbookError(
    "ArgumentInvalid",
    `'${newName}' can't be the new VM's name: ${refusal}.`,
    "Give another name, such as the old one with an ending.",
  );
}

async function readModel(azure: Connection, vm: VirtualMachine): Promise<ComputeVirtualMachine> {
  try {
    return await clientsOf(azure)
      .compute(vm.subscriptionId)
      .virtualMachines.get(vm.resourceGroupName, vm.name);
  } catch (error) {
    throw azureError(error, `reading VM ${vm.name}`);
  }
}

/** Where each disk is copied to: into the VM's group, by the new VM's name. */
function copyRequests(
  vm: VirtualMachine,
  newName: string,
): readonly { readonly attached: AttachedDisk; readonly sourceDiskId: string; readonly diskId: string }[] {
  const group = vm.id.replace(/\/providers\/.*$/, "");
  return [vm.osDisk, ...vm.dataDisks].flatMap((attached) => {
    const { managedDiskId, lun } = attached;
    if (managedDiskId === undefined) return [];
    const name = lun === undefined ? `${newName}-osdisk` : `${newName}-datadisk-${lun}`;
    return [
      { attached, sourceDiskId: managedDiskId, diskId: `${group}/providers/Microsoft.Compute/disks/${name}` },
    ];
  });
}

async function readCopy(
  azure: Connection,
  { attached, ...request }: ReturnType<typeof copyRequests>[number],
): Promise<DiskCopy> {
  return { attached, ...(await observeCopy(azure, request)) };
}

async function readMade(azure: Connection, id: string): Promise<Fact<VirtualMachine>> {
  const parsed = parseResourceId(id);
  try {
    return known(
      await readVirtualMachine(azure, parsed),
      `GET Microsoft.Compute/virtualMachines/${parsed.name}`,
    );
  } catch (error) {
    const { message } = azureError(error, `reading VM ${parsed.name}`);
    return azureErrorCode(error) === "VirtualMachineNotFound" ? absent(message) : missing(message);
  }
}

async function readSubnetOf(
  azure: Connection,
  { subnetId }: LeaveAdeRequest,
  { networkInterfaceIds }: VirtualMachineConfiguration,
): Promise<Fact<Subnet>> {
  if (subnetId !== undefined) return await readSubnet(azure, subnetId);
  const found = await readSubnetIdOf(azure, networkInterfaceIds[0]);
  return found.kind === "known" ? await readSubnet(azure, found.value) : missing(found.reason);
}

async function guestOf(
  azure: Connection,
  vm: VirtualMachine,
  { script, signal }: ObserveLeaveAdeOptions,
): Promise<Fact<Guest>> {
  if (script === undefined) return missing("no Run Command probe was run in the guest");
  if (vm.powerState !== "running") return missing(`${vm.name} is ${vm.powerState ?? "in no known state"}`);
  try {
    return known(await readGuest(azure, vm, script, signal), "Run Command probe");
  } catch (error) {
    const known = azureError(error, `reading the guest of ${vm.name}`);
    if (known.code === "Interrupted") throw known;
    return missing(known.message);
  }
}
