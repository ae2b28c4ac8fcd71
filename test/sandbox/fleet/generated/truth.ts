import { imageType, snapshotType } from "../../../../lib/sandbox/resource-types";
import {
  computeIdOf,
  diskIdOf,
  type GeneratedContext,
} from "../../../../lib/sandbox/fleet/generated/context";
import {
  imageHasCustomerKey,
  imageNameOf,
  snapshotNameOf,
  snapshotOf,
} from "../../../../lib/sandbox/fleet/generated/copies";
import type {
  KnownDiskEncryption,
  Stamp,
} from "../../../../lib/sandbox/fleet/generated/disk-encryption-states";
import { leftDataDiskSizeGB, leftDiskOf, type LeftDisk } from "../../../../lib/sandbox/fleet/generated/disks";
import type { GeneratedDisk, GeneratedMachine } from "../../../../lib/sandbox/fleet/generated/machines";
import { virtualMachineIdOf } from "../../../../lib/sandbox/fleet/generated/virtual-machines";
import {
  generatedContext,
  type GenerateOptions,
} from "../../../../lib/sandbox/fleet/generated/generate-fleet";

/** How a disk is encrypted at rest; in the words of a fleet's coverage, as are those below. */
export type TrueServerSide =
  | "platform-key"
  | "customer-key"
  | "platform-and-customer-key"
  | "confidential"
  | "local-encryption"
  | "none";

/** The one mechanism that a disk counts for. */
export type TrueMechanism = TrueServerSide | "azure-disk-encryption" | "encryption-at-host" | "unknown";

interface TrueResource {
  /** As Azure answers it; compare ids without regard to case. */
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What is true of a disk, as far as Azure can tell it: nobody asks the guests. `null`: there is no such thing, or Azure does not tell it of such a disk. */
export interface DiskTruth extends TrueResource {
  readonly row: "disk";
  readonly diskId: string | null;
  /** `null` of a temporary disk, which has no name. */
  readonly diskName: string | null;
  readonly role: "os" | "data" | "temporary" | "unattached";
  readonly vmId: string | null;
  readonly vmName: string | null;
  readonly osType: "Windows" | "Linux" | "unknown";
  readonly vmSize: string | null;
  readonly sku: string | null;
  readonly diskSizeGB: number | null;
  readonly diskState: string | null;
  readonly managed: "yes" | "no";
  readonly serverSide: TrueServerSide;
  /** Id of the set; of a confidential OS disk that which its customer's key comes from. */
  readonly diskEncryptionSet: string | null;
  readonly encryptionAtHost: "yes" | "no";
  /** With the instance view of the extension; without it, `adeStamp` is all that is known. */
  readonly azureDiskEncryption: KnownDiskEncryption;
  /** `null` where there is nothing to stamp. */
  readonly adeStamp: Stamp | null;
  readonly mechanism: TrueMechanism;
  readonly exposed2028: "yes" | "no" | "unknown";
}

/** What is true of a VM. */
export interface VirtualMachineTruth extends TrueResource {
  readonly row: "virtualMachine";
  readonly vmId: string;
  readonly vmName: string;
  readonly osType: "Windows" | "Linux";
  readonly vmSize: string;
  readonly powerState: string;
  /** Whether it has the extension of Azure Disk Encryption. */
  readonly hasAdeExtension: boolean;
  /** Whether its model asks for Azure Disk Encryption (`osDisk.encryptionSettings`): then its disks carry no stamp. */
  readonly modelAdeStamp: Stamp;
  /** The weakest of its OS and data disks'. */
  readonly mechanism: TrueMechanism;
  readonly exposed2028: "yes" | "no" | "unknown";
  /** OS and data disks. */
  readonly diskCount: number;
}

/** What is true of a snapshot or an image. */
export interface CopyTruth extends TrueResource {
  readonly row: "snapshot" | "image";
  readonly id: string;
  readonly name: string;
  readonly serverSide: TrueServerSide;
  readonly diskEncryptionSet: string | null;
  /** Of an image Azure does not tell it. */
  readonly adeStamp: Stamp | null;
  readonly source: "there" | "gone";
}

/** One row of what is true of a generated fleet. */
export type GeneratedTruth = DiskTruth | VirtualMachineTruth | CopyTruth;

/**
 * What is true of a generated fleet when it starts: VM by VM, made row by row, so that a fleet of any size can be gone through. From what was
 * decided of the VMs, not from what Azure answers; what is changed afterwards it does not follow.
 */
export function* truthOf(options: GenerateOptions | undefined): Iterable<GeneratedTruth> {
  if (options === undefined) return;
  const context = generatedContext(options);
  for (let index = 0; index < options.virtualMachines; index++) yield* trueRowsOf(context, index);
}

/** The rows of a VM, of its disks and of what lies beside it. */
function* trueRowsOf(context: GeneratedContext, index: number): Iterable<GeneratedTruth> {
  const machine = context.machines.at(index);
  const own = [machine.osDisk, ...machine.dataDisks].map((disk) => ownDisk(context, machine, disk));
  yield {
    row: "virtualMachine",
    ...placeOf(machine),
    vmId: virtualMachineIdOf(machine),
    vmName: machine.name,
    osType: machine.osType,
    vmSize: machine.size.vmSize,
    powerState: machine.powerState,
    hasAdeExtension: machine.state !== undefined && machine.state.extension !== "gone",
    modelAdeStamp: machine.state?.modelStamp ?? "never",
    mechanism: weakest(own.map(({ mechanism }) => mechanism)),
    exposed2028: anyExposed(own),
    diskCount: own.length,
  };
  yield* own;
  if (machine.size.temporaryDiskInGB > 0) yield temporaryDisk(machine);
  const left = leftDiskOf(context, index);
  if (left !== undefined) yield leftDisk(context, machine, left);
  yield* copies(context, machine);
}

const placeOf = ({
  group,
}: GeneratedMachine): Pick<
  DiskTruth,
  "subscriptionId" | "subscriptionName" | "resourceGroup" | "location" | "tags"
> => ({
  subscriptionId: group.subscription.subscriptionId,
  subscriptionName: group.subscription.displayName,
  resourceGroup: group.name,
  location: group.region.location,
  tags: group.tags,
});

const holderOf = (
  machine: GeneratedMachine,
): Pick<DiskTruth, "vmId" | "vmName" | "osType" | "vmSize" | "encryptionAtHost"> => ({
  vmId: virtualMachineIdOf(machine),
  vmName: machine.name,
  osType: machine.osType,
  vmSize: machine.size.vmSize,
  encryptionAtHost: machine.kind.encryptionAtHost === true ? "yes" : "no",
});

function ownDisk(context: GeneratedContext, machine: GeneratedMachine, disk: GeneratedDisk): DiskTruth {
  const { kind, state } = machine;
  const isManaged = kind.disks !== "unmanaged";
  const serverSide = serverSideOf(machine, disk);
  return {
    row: "disk",
    ...placeOf(machine),
    ...holderOf(machine),
    diskId: isManaged ? diskIdOf(machine, disk) : null,
    diskName: disk.name,
    role: disk.role,
    sku: isManaged ? disk.sku : null,
    diskSizeGB: disk.diskSizeGB,
    diskState: isManaged ? (machine.powerState === "deallocated" ? "Reserved" : "Attached") : null,
    managed: isManaged ? "yes" : "no",
    serverSide,
    diskEncryptionSet: setOf(context, machine, disk),
    azureDiskEncryption: disk.known,
    adeStamp: isManaged ? disk.stamp : null,
    mechanism: mechanismOf(machine, disk.known, serverSide),
    exposed2028: exposureOf(disk.known, state?.isDoubted === true),
  };
}

function temporaryDisk(machine: GeneratedMachine): DiskTruth {
  const serverSide = machine.size.encryptsLocalDisks ? "local-encryption" : "none";
  const known = machine.state?.known.temporary ?? "none";
  return {
    row: "disk",
    ...placeOf(machine),
    ...holderOf(machine),
    diskId: null,
    diskName: null,
    role: "temporary",
    sku: null,
    diskSizeGB: machine.size.temporaryDiskInGB,
    diskState: null,
    managed: "no",
    serverSide,
    diskEncryptionSet: null,
    azureDiskEncryption: known,
    adeStamp: null,
    mechanism: mechanismOf(machine, known, serverSide),
    // Made anew at each start on another host: there is nothing on it that has to be unlocked.
    exposed2028: "no",
  };
}

function leftDisk({ foundations }: GeneratedContext, machine: GeneratedMachine, left: LeftDisk): DiskTruth {
  const name = { name: `${machine.name}${left.suffix}` };
  const serverSide = left.hasCustomerKey ? "customer-key" : "platform-key";
  const known = ({ never: "none", on: "asked-for", off: "once" } as const)[left.stamp];
  return {
    row: "disk",
    ...placeOf(machine),
    diskId: diskIdOf(machine, name),
    diskName: name.name,
    role: "unattached",
    vmId: null,
    vmName: null,
    osType: left.hasOperatingSystem ? machine.osType : "unknown",
    vmSize: null,
    sku: "Premium_LRS",
    diskSizeGB:
      left.diskState === "ReadyToUpload"
        ? null
        : left.hasOperatingSystem
          ? machine.osDisk.diskSizeGB
          : leftDataDiskSizeGB,
    diskState: left.diskState,
    managed: "yes",
    serverSide,
    diskEncryptionSet: left.hasCustomerKey ? foundations.setIdOf(machine.group, "customer-key") : null,
    encryptionAtHost: "no",
    azureDiskEncryption: known,
    adeStamp: left.stamp,
    mechanism: known === "asked-for" ? "azure-disk-encryption" : serverSide,
    exposed2028: exposureOf(known, false),
  };
}

function* copies(context: GeneratedContext, machine: GeneratedMachine): Iterable<CopyTruth> {
  const { group, index } = machine;
  const snapshot = snapshotOf(context, index);
  if (snapshot !== undefined) {
    const { disk } = snapshot;
    yield {
      row: "snapshot",
      ...placeOf(machine),
      id: computeIdOf(group, snapshotType, snapshotNameOf(machine)),
      name: snapshotNameOf(machine),
      serverSide: disk === undefined ? "platform-key" : serverSideOf(machine, disk),
      diskEncryptionSet: disk === undefined ? null : setOf(context, machine, disk),
      adeStamp: disk?.stamp ?? "never",
      source: disk === undefined ? "gone" : "there",
    };
  }
  if (context.machines.extraOf(index) !== "image") return;
  const hasCustomerKey = imageHasCustomerKey(machine);
  yield {
    row: "image",
    ...placeOf(machine),
    id: computeIdOf(group, imageType, imageNameOf(machine)),
    name: imageNameOf(machine),
    serverSide: hasCustomerKey ? "customer-key" : "platform-key",
    diskEncryptionSet: hasCustomerKey ? context.foundations.setIdOf(group, "customer-key") : null,
    adeStamp: null,
    source: "gone",
  };
}

function serverSideOf({ kind, size }: GeneratedMachine, { role }: GeneratedDisk): TrueServerSide {
  if (kind.disks === "unmanaged") return "none";
  if (role === "os") {
    if (kind.disks === "ephemeral") return size.encryptsLocalDisks ? "local-encryption" : "none";
    // Of a confidential VM whose guest state alone is encrypted so, the disk itself is as any other.
    if (kind.confidential?.startsWith("DiskEncrypted") === true) return "confidential";
  }
  return kind.serverSide;
}

function setOf(
  { foundations }: GeneratedContext,
  { kind, group }: GeneratedMachine,
  { role }: GeneratedDisk,
): string | null {
  if (role === "os" && kind.confidential === "DiskEncryptedWithCustomerKey") {
    return foundations.setIdOf(group, "confidential");
  }
  return kind.serverSide === "platform-key" ? null : foundations.setIdOf(group, kind.serverSide);
}

function mechanismOf(
  { kind, state }: GeneratedMachine,
  known: KnownDiskEncryption,
  serverSide: TrueServerSide,
): TrueMechanism {
  if (serverSide === "confidential") return serverSide;
  if (known === "encrypted") return "azure-disk-encryption";
  if (known === "asked-for") return state?.isDoubted === true ? "unknown" : "azure-disk-encryption";
  if (known === "unknown") return "unknown";
  return kind.encryptionAtHost === true ? "encryption-at-host" : serverSide;
}

/** Whether it stops unlocking on 2028-09-15 ("Retirement notice of Azure Disk Encryption"). */
function exposureOf(known: KnownDiskEncryption, isDoubted: boolean): DiskTruth["exposed2028"] {
  switch (known) {
    case "none":
    case "once":
      return "no";
    case "asked-for":
      return isDoubted ? "unknown" : "yes";
    // It carries the settings, and nothing on it is encrypted: no document says what becomes of it.
    case "stale":
    case "unknown":
      return "unknown";
    case "stamped":
    case "in-progress":
    case "reboot-pending":
    case "encrypted":
    case "decrypting":
      return "yes";
  }
}

function anyExposed(disks: readonly DiskTruth[]): DiskTruth["exposed2028"] {
  const words = disks.map(({ exposed2028 }) => exposed2028);
  return words.includes("yes") ? "yes" : words.includes("unknown") ? "unknown" : "no";
}

/** The weakest last. */
const byStrength: readonly TrueMechanism[] = [
  "confidential",
  "azure-disk-encryption",
  "encryption-at-host",
  "platform-and-customer-key",
  "customer-key",
  "local-encryption",
  "platform-key",
  "unknown",
  "none",
];

function weakest(mechanisms: readonly TrueMechanism[]): TrueMechanism {
  return mechanisms.reduce((a, b) => (byStrength.indexOf(a) >= byStrength.indexOf(b) ? a : b));
}
