import {
  defined,
  type AttachedDisk,
  ENCRYPTION_AT_HOST_FEATURE,
  type Fact,
  type ImageReference,
  known,
  type ManagedDisk,
  missing,
  type OsType,
  type Snapshot,
  type VirtualMachine,
  type VirtualMachineExtension,
  type VirtualMachineSize,
} from "@runbooks/azure";
import type { AlternativeFacts, EncryptionFacts } from "@runbooks/disk-encryption";
import type { EvaluatedDisk, EvaluatedExtension, EvaluatedVirtualMachine } from "./evaluated-facts";

/** Facts that the requirements evaluate, with what the other mechanisms depend on. */
export interface FactsOfInventory {
  /** What the facts were made of: a VM of which all is told that facts have no gap for. */
  readonly evaluated: EvaluatedVirtualMachine;
  /** For each of its disks, in their order: its place among the facts' managed disks; -1 for one that is none. */
  readonly places: readonly number[];
  readonly facts: EncryptionFacts;
  readonly alternatives: AlternativeFacts;
}

const NOT_TOLD = "an inventory does not tell it";
const SUBSCRIPTION_ID = "00000000-0000-0000-0000-000000000000";
/** No requirement that an inventory can answer depends on the moment. */
const ANY_MOMENT = new Date(0);
const SET_ID = "a set";

/**
 * The facts of a VM of which all is told that facts have no gap for. Pure.
 *
 * Two things are taken for granted. The agent is ready: without a word of the guest, Azure Disk Encryption is never `open` here, so that it can't
 * be called met. And the subscription has registered the feature of encryption at host: that is had for the asking and touches neither VM nor
 * disk ("Enable end-to-end encryption using encryption at host", Prerequisites, 2024-10-22).
 */
export function factsOf(
  evaluated: EvaluatedVirtualMachine,
  size: Fact<VirtualMachineSize>,
): FactsOfInventory {
  const osDisk = evaluated.disks.find(({ role }) => role === "os") ?? UNTOLD_OS_DISK;
  const ordered = [osDisk, ...evaluated.disks.filter((disk) => disk !== osDisk)];
  const managed = ordered.flatMap((disk, index) => (disk.kind === "managed" ? [{ disk, index }] : []));
  const virtualMachine = {
    ...neutralVirtualMachine(evaluated),
    osDisk: attachedDisk(osDisk, 0),
    dataDisks: ordered.slice(1).map((disk, index) => attachedDisk(disk, index + 1)),
  };
  return {
    evaluated,
    places: evaluated.disks.map((one) => managed.findIndex(({ disk }) => disk === one)),
    facts: {
      virtualMachine,
      volumeType: "All",
      size,
      disks: managed.map(({ disk, index }) => managedDiskFact(disk, index)),
      keyVault: missing(NOT_TOLD),
      keyEncryptionKey: missing(NOT_TOLD),
      authorityHost: missing(NOT_TOLD),
      guest: missing("nobody asked the guest"),
      secretLifetimePolicies: missing(NOT_TOLD),
      observedAt: ANY_MOMENT,
    },
    alternatives: {
      encryptionAtHostFeature: known(
        {
          subscriptionId: SUBSCRIPTION_ID,
          name: `${ENCRYPTION_AT_HOST_FEATURE.provider}/${ENCRYPTION_AT_HOST_FEATURE.feature}`,
          state: "Registered",
        },
        "taken for granted",
      ),
      incrementalSnapshots: managed.map(({ disk }) => incrementalSnapshotsOf(disk)),
    },
  };
}

const UNTOLD_OS_DISK: EvaluatedDisk = {
  role: "os",
  kind: "managed",
  isRead: false,
  ephemeral: false,
  writeAccelerator: false,
  hasSet: false,
};

function neutralVirtualMachine(vm: EvaluatedVirtualMachine): Omit<VirtualMachine, "osDisk" | "dataDisks"> {
  const { hyperVGeneration, powerState, securityType, diskControllerType, extension } = vm;
  const image = vm.imageReference === undefined ? UNTOLD_IMAGE : vm.imageReference;
  return {
    id: "a VM",
    name: "the VM",
    subscriptionId: SUBSCRIPTION_ID,
    resourceGroupName: "a group",
    location: "a region",
    vmSize: vm.vmSize ?? "unknown",
    osType: vm.osType ?? "Windows",
    provisioningState: "Succeeded",
    tags: {},
    ...defined({ hyperVGeneration }),
    ...(image === null ? {} : { imageReference: { ...image, version: "latest" } }),
    ...defined({ powerState }),
    agent: { status: "Ready", version: "99.0" },
    encryptionAtHost: vm.encryptionAtHost ?? false,
    ...(typeof securityType === "string" ? { securityType } : {}),
    ...(typeof diskControllerType === "string" ? { diskControllerType } : {}),
    extensions:
      extension === undefined || extension === false ? [] : [neutralExtension(extension, vm.osType)],
  };
}

/** There may be an image or not: no table lists this one, so that nothing is concluded from it. */
const UNTOLD_IMAGE: Omit<ImageReference, "version"> = { publisher: "", offer: "", sku: "" };

function neutralExtension(
  { provisioningState = "", operation, volumeType }: EvaluatedExtension,
  osType: OsType | undefined,
): VirtualMachineExtension {
  const type = osType === "Linux" ? "AzureDiskEncryptionForLinux" : "AzureDiskEncryption";
  return {
    name: type,
    publisher: "Microsoft.Azure.Security",
    type,
    typeHandlerVersion: "",
    provisioningState,
    settings: { EncryptionOperation: operation, VolumeType: volumeType },
  };
}

const diskIdAt = (index: number): string => `disk ${index}`;

function attachedDisk(disk: EvaluatedDisk, index: number): AttachedDisk {
  return {
    name: `disk ${index}`,
    role: disk.role,
    ...(disk.kind === "managed" ? { managedDiskId: diskIdAt(index) } : {}),
    ...(disk.kind === "unmanaged" ? { vhdUri: `blob ${index}` } : {}),
    ...defined({ storageAccountType: disk.sku }),
    ...(disk.hasSet ? { diskEncryptionSetId: SET_ID } : {}),
    writeAcceleratorEnabled: disk.writeAccelerator,
    ephemeral: disk.ephemeral,
  };
}

function managedDiskFact(disk: EvaluatedDisk, index: number): Fact<ManagedDisk> {
  if (!disk.isRead) return missing("it is in no list of disks");
  const { securityType, hyperVGeneration, stamp } = disk;
  return known(
    {
      id: diskIdAt(index),
      name: `disk ${index}`,
      location: "a region",
      diskSizeGB: 0,
      sku: disk.sku ?? "",
      diskState: disk.diskState ?? "",
      ...(typeof securityType === "string" ? { securityType } : {}),
      ...defined({ hyperVGeneration }),
      encryptionType: disk.encryptionType ?? "",
      ...(disk.hasSet ? { diskEncryptionSetId: SET_ID } : {}),
      maxShares: disk.isShared === true ? 2 : 1,
      ...(stamp === undefined || stamp === "never"
        ? {}
        : { encryptionSettings: { enabled: stamp === "on", settings: [] } }),
    },
    "the inventory",
  );
}

function incrementalSnapshotsOf({ hasIncrementalSnapshots }: EvaluatedDisk): Fact<readonly Snapshot[]> {
  if (hasIncrementalSnapshots === undefined) return missing("the snapshots were not read");
  return known(hasIncrementalSnapshots ? [A_SNAPSHOT] : [], "the inventory");
}

const A_SNAPSHOT: Snapshot = {
  id: "a snapshot",
  name: "a snapshot",
  location: "a region",
  diskSizeGB: 0,
  sku: "",
  encryptionType: "",
  incremental: true,
};
