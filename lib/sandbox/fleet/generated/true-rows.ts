import { imageType, snapshotType } from "../../resource-types";
import { computeIdOf, diskIdOf, type GeneratedContext } from "./context";
import { imageHasCustomerKey, imageNameOf, snapshotNameOf, snapshotOf } from "./copies";
import type { KnownDiskEncryption } from "./disk-encryption-states";
import { leftDataDiskSizeGB, leftDiskOf, type LeftDisk } from "./disks";
import type { GeneratedDisk, GeneratedMachine } from "./machines";
import type { CopyTruth, DiskTruth, GeneratedTruth, TrueMechanism, TrueServerSide } from "./truth";
import { virtualMachineIdOf } from "./virtual-machines";

/**
 * What is true of a generated VM, of its disks and of what lies beside it: from what was decided of them, not from what Azure answers.
 *
 * It is the truth when the fleet starts; it does not follow what is changed afterwards.
 */
export function* trueRowsOf(context: GeneratedContext, index: number): Iterable<GeneratedTruth> {
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
