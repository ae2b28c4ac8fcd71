import { allOf, anyOf, type Told, toldOf, toldSet } from "../nouns/told";
import { type InventoriedVirtualMachine } from "../nouns/inventory";
import { isResourceId, parseResourceId, type VirtualMachineSize } from "@runbooks/azure";
import { adeEligibility, adeStateOf, exposureOf, temporaryAdeState } from "./ade-state";
import type { CoverageContext } from "./context";
import { strictest } from "./controls/control";
import { adeCounts, countedMechanism, weakest, type MechanismEvidence } from "./counted-mechanism";
import type { DiskCoverage, Eligibility, VirtualMachineCoverage } from "./coverage";
import type { HeldDisk, Holder } from "./holders";
import type { VirtualMachineEvaluation } from "./evaluate";
import { evaluatedVirtualMachine, namedSetIdOf, osTypeOfDisks, setIdOf } from "./evaluated-facts";
import { isDeallocated } from "./power-states";
import {
  confidentialityOf,
  customerKeyEligibility,
  hasConfidentialSet,
  serverSideOfDisk,
  serverSideOfTemporaryDisk,
} from "./server-side";

/** The rows of a VM: its disks, each where it is counted, its temporary disk, and itself where it is in the inventory. */
export interface HeldRows {
  readonly disks: readonly DiskCoverage[];
  readonly virtualMachine?: VirtualMachineCoverage;
}

/** Makes the rows of a VM and of the disks in its hands. Pure. */
export function heldRows(holder: Holder, context: CoverageContext): HeldRows {
  const machine = machineOf(holder, context);
  const disks = holder.disks.map((held, index) => diskRow(held, index, machine, context));
  const counted = disks.filter((_, index) => holder.disks[index]?.counted === true);
  const temporary = temporaryRow(disks, machine, context);
  const rows = temporary === undefined ? counted : [...counted, temporary];
  const { vm, isInventoried } = holder;
  return isInventoried && vm !== undefined
    ? { disks: rows, virtualMachine: virtualMachineRow(vm, disks, machine, context) }
    : { disks: rows };
}

/** What the rows of a VM's disks have of their VM. */
interface Machine {
  readonly vm: InventoriedVirtualMachine | undefined;
  readonly osType: "Windows" | "Linux" | "unknown";
  readonly size: VirtualMachineSize | undefined;
  readonly vmSize: string;
  readonly sizeFamily: string;
  readonly encryptionAtHost: Told;
  readonly deallocated: Told;
  readonly evaluation: VirtualMachineEvaluation;
}

function machineOf(holder: Holder, context: CoverageContext): Machine {
  const { vm, disks } = holder;
  const osType = vm?.osType ?? osTypeOfDisks(disks);
  const evaluated = evaluatedVirtualMachine(holder, ({ disk }) =>
    disk === undefined ? undefined : context.hasIncrementalSnapshots(disk.id, disk.subscriptionId),
  );
  const vmSize = vm?.vmSize;
  return {
    vm: vm === undefined || osType === undefined || vm.osType === osType ? vm : { ...vm, osType },
    osType: osType ?? "unknown",
    size: vmSize === undefined ? undefined : context.sizes.get(vmSize.toLowerCase()),
    vmSize: vmSize ?? "unknown",
    sizeFamily: vmSize === undefined ? "unknown" : context.sizeFamily(vmSize),
    encryptionAtHost: hostOf(vm),
    deallocated: isDeallocated(evaluated),
    evaluation: context.evaluate.virtualMachine(evaluated),
  };
}

const hostOf = (vm: Holder["vm"]): Told => toldOf(vm?.encryptionAtHost);

/** Of a shared disk: what holds of all of its holders, since the way from any host without it is not encrypted. */
const hostOfDisk = ({ holders }: HeldDisk, own: Told): Told =>
  holders === undefined ? own : allOf(holders.map(({ vm }) => hostOf(vm)));

function diskRow(held: HeldDisk, index: number, machine: Machine, context: CoverageContext): DiskCoverage {
  const { attached, disk, role } = held;
  const { vm, size, evaluation } = machine;
  const place = placeOf(held, vm);
  const setId = namedSetIdOf(attached, disk);
  const confidential = confidentialityOf(disk, role === "os", vm?.securityType);
  const serverSide = serverSideOfDisk({
    attached,
    disk,
    confidential,
    size,
    setType: typeof setId === "string" ? context.set(setId)?.encryptionType : undefined,
  });
  const managed = managedOf(held);
  const ade = adeStateOf(held, vm);
  const evidence: MechanismEvidence = {
    confidential,
    azureDiskEncryption: ade.state,
    isDoubted: ade.isDoubted,
    encryptionAtHost: hostOfDisk(held, machine.encryptionAtHost),
    isUnmanaged: managed === "no",
    serverSide,
  };
  const counts = adeCounts(evidence);
  return {
    subscriptionId: place.subscriptionId,
    subscriptionName: context.subscriptionName(place.subscriptionId),
    resourceGroup: place.resourceGroupName,
    diskId: disk?.id ?? attached?.managedDiskId ?? null,
    diskName: disk?.name ?? attached?.name ?? "unknown",
    role,
    vmId: vm?.id ?? null,
    vmName: vm?.name ?? null,
    location: context.region(disk?.location ?? vm?.location),
    osType: machine.osType,
    vmSize: machine.vmSize,
    sizeFamily: machine.sizeFamily,
    sku: disk?.sku ?? attached?.storageAccountType ?? "unknown",
    diskSizeGB: disk?.diskSizeGB ?? attached?.diskSizeGB ?? null,
    diskState: disk?.diskState ?? "unknown",
    managed,
    serverSide,
    diskEncryptionSet: typeof setId === "string" ? context.setId(setId) : null,
    encryptionAtHost: evidence.encryptionAtHost,
    azureDiskEncryption: ade.state,
    mechanism: countedMechanism(evidence),
    recommended: evaluation.recommended,
    eligibleAde: adeEligibility(ade.stamp, ade.state, counts, evaluation.azureDiskEncryption),
    eligibleHost: hostEligibility(evidence, evaluation),
    eligibleCustomerKey: customerKeyEligibility(
      serverSide,
      ade.stamp,
      evaluation.customerKey[index] ?? "unknown",
    ),
    exposed2028: exposureOf(role, ade, counts),
    controls: context.diskControls({
      role,
      managed,
      diskState: disk?.diskState ?? "unknown",
      hasSet: toldSet(setIdOf(attached, disk)),
      hasConfidentialSet: hasConfidentialSet(disk, confidential),
      serverSide,
      adeStamp: disk?.adeStamp,
      azureDiskEncryption: counts,
    }),
    tags: context.tags(disk?.tags, vm?.tags),
  };
}

/** Of a shared disk that one holder has in use and another has not: it is not known whether the other could. */
function hostEligibility(
  { encryptionAtHost }: MechanismEvidence,
  evaluation: VirtualMachineEvaluation,
): Eligibility {
  if (encryptionAtHost === "yes") return "in-use";
  return evaluation.encryptionAtHost === "in-use" ? "unknown" : evaluation.encryptionAtHost;
}

function managedOf({ attached, disk }: HeldDisk): Told {
  if (disk !== undefined || attached?.managedDiskId !== undefined) return "yes";
  return attached?.vhdUri === undefined ? "unknown" : "no";
}

/** Where a disk is: by its own resource, else by its id in the VM's model, else where its VM is. */
function placeOf(
  { attached, disk }: HeldDisk,
  vm: Machine["vm"],
): { readonly subscriptionId: string; readonly resourceGroupName: string } {
  if (disk !== undefined) return disk;
  const id = attached?.managedDiskId;
  if (id !== undefined && isResourceId(id)) {
    const { subscriptionId, resourceGroupName } = parseResourceId(id);
    return {
      subscriptionId: subscriptionId.toLowerCase(),
      resourceGroupName: resourceGroupName.toLowerCase(),
    };
  }
  return vm ?? { subscriptionId: "unknown", resourceGroupName: "unknown" };
}

/** Undefined where the VM's size has none, or is not known. */
function temporaryRow(
  disks: readonly DiskCoverage[],
  machine: Machine,
  context: CoverageContext,
): DiskCoverage | undefined {
  const { vm, size, evaluation, encryptionAtHost } = machine;
  if (vm === undefined || size === undefined || size.temporaryDiskInMB === 0) return undefined;
  const ade = temporaryAdeState(
    disks.map(({ azureDiskEncryption }) => azureDiskEncryption),
    vm,
  );
  const serverSide = serverSideOfTemporaryDisk(size);
  const evidence: MechanismEvidence = {
    confidential: "no",
    azureDiskEncryption: ade.state,
    isDoubted: ade.isDoubted,
    encryptionAtHost,
    isUnmanaged: false,
    serverSide,
  };
  return {
    subscriptionId: vm.subscriptionId,
    subscriptionName: context.subscriptionName(vm.subscriptionId),
    resourceGroup: vm.resourceGroupName,
    diskId: null,
    diskName: "temporary disk",
    role: "temporary",
    vmId: vm.id,
    vmName: vm.name,
    location: context.region(vm.location),
    osType: machine.osType,
    vmSize: machine.vmSize,
    sizeFamily: machine.sizeFamily,
    sku: "unknown",
    diskSizeGB: Math.round(size.temporaryDiskInMB / 1024),
    diskState: "unknown",
    managed: "no",
    serverSide,
    diskEncryptionSet: null,
    encryptionAtHost,
    azureDiskEncryption: ade.state,
    mechanism: countedMechanism(evidence),
    recommended: evaluation.recommended,
    eligibleAde: adeEligibility(undefined, ade.state, adeCounts(evidence), evaluation.azureDiskEncryption),
    eligibleHost: evaluation.encryptionAtHost,
    // It has the platform's key, whichever key the disks have ("Server-side encryption of Azure managed disks", 2026-04-02).
    eligibleCustomerKey: "closed",
    exposed2028: exposureOf("temporary", ade, adeCounts(evidence)),
    controls: context.diskControls({
      role: "temporary",
      managed: "no",
      diskState: "unknown",
      hasSet: "no",
      hasConfidentialSet: "no",
      serverSide,
      adeStamp: undefined,
      azureDiskEncryption: adeCounts(evidence),
    }),
    tags: context.tags(vm.tags),
  };
}

/** @param disks - rows of all that it holds, also of those that are counted with another VM. */
function virtualMachineRow(
  vm: InventoriedVirtualMachine,
  disks: readonly DiskCoverage[],
  machine: Machine,
  context: CoverageContext,
): VirtualMachineCoverage {
  return {
    vmId: vm.id,
    vmName: vm.name,
    subscriptionId: vm.subscriptionId,
    subscriptionName: context.subscriptionName(vm.subscriptionId),
    resourceGroup: vm.resourceGroupName,
    location: context.region(vm.location),
    osType: machine.osType,
    vmSize: machine.vmSize,
    sizeFamily: machine.sizeFamily,
    powerState: vm.powerState ?? "unknown",
    mechanism: weakest(disks.map(({ mechanism }) => mechanism)),
    recommended: machine.evaluation.recommended,
    failedRequirements: machine.evaluation.failedRequirements,
    exposed2028: anyOf(disks.map(({ exposed2028 }) => exposed2028)),
    diskCount: disks.length,
    controls: context.virtualMachineControls({
      osType: machine.osType,
      vmSize: vm.vmSize,
      securityType: vm.securityType,
      imageReference: vm.imageReference,
      deallocated: machine.deallocated,
      encryptionAtHost: machine.encryptionAtHost,
      azureDiskEncryption: allOf(disks.map((row) => countsOf(row))),
      ultraDisk: ultraDiskOf(disks),
      doubleEncryption: strictest(disks.map(({ controls }) => controls["double-encryption"] ?? "unknown")),
    }),
    tags: context.tags(vm.tags),
  };
}

/** Whether Azure Disk Encryption counts for a disk, by the mechanism that it counts for. */
function countsOf({ mechanism, azureDiskEncryption }: DiskCoverage): Told {
  if (mechanism === "azure-disk-encryption") return "yes";
  const isOpen = azureDiskEncryption === "asked-for" || azureDiskEncryption === "unknown";
  return mechanism === "unknown" && isOpen ? "unknown" : "no";
}

const ultraDiskOf = (disks: readonly DiskCoverage[]): Told =>
  anyOf(
    disks.map(({ sku }) => (sku === "unknown" ? "unknown" : toldOf(sku.toLowerCase() === "ultrassd_lrs"))),
  );
