import { known, missing, type Fact } from "../azure/fact";
import type { AdeStamp } from "../azure/inventory";
import type { ManagedDisk } from "../azure/managed-disk";
import type { Snapshot } from "../azure/snapshot";
import { ENCRYPTION_AT_HOST_FEATURE } from "../azure/subscription-feature";
import type {
  AttachedDisk,
  HyperVGeneration,
  ImageReference,
  OsType,
  VirtualMachine,
  VirtualMachineExtension,
} from "../azure/virtual-machine";
import type { VirtualMachineSize } from "../azure/virtual-machine-size";
import type { AlternativeFacts } from "../checks/alternative-facts";
import type { EncryptionFacts } from "../checks/facts";
import { diskEncryptionExtension } from "../protection/extension-state";
import type { HeldDisk, Holder } from "./holders";

/** What is judged of a disk: all that an inventory tells of it, and no name. What is absent was not told. */
export interface JudgedDisk {
  readonly role: "os" | "data";
  /** `unclear`: the VM's model names neither a managed disk nor a blob. */
  readonly kind: "managed" | "unmanaged" | "unclear";
  /** Whether its own resource was read. */
  readonly isRead: boolean;
  readonly ephemeral: boolean;
  readonly writeAccelerator: boolean;
  readonly hasSet: boolean;
  readonly sku?: string | undefined;
  readonly encryptionType?: string | undefined;
  readonly stamp?: AdeStamp | undefined;
  readonly securityType?: string | null | undefined;
  readonly diskState?: string | undefined;
  readonly isShared?: boolean | undefined;
  readonly hyperVGeneration?: HyperVGeneration | undefined;
  readonly hasIncrementalSnapshots?: boolean | undefined;
}

/** What is judged of the extension of Azure Disk Encryption; its settings are absent where they were not read. */
export interface JudgedExtension {
  readonly provisioningState?: string | undefined;
  readonly operation?: unknown;
  readonly volumeType?: unknown;
}

/** What is judged of a VM: all that an inventory tells of it, and no name. What is absent was not told. */
export interface JudgedVirtualMachine {
  readonly osType?: OsType | undefined;
  /** In lower case. */
  readonly vmSize?: string | undefined;
  readonly hyperVGeneration?: HyperVGeneration | undefined;
  readonly powerState?: string | undefined;
  readonly encryptionAtHost?: boolean | undefined;
  readonly securityType?: string | null | undefined;
  readonly imageReference?: Omit<ImageReference, "version"> | null | undefined;
  readonly diskControllerType?: string | null | undefined;
  /** `false`: it has none. */
  readonly extension?: false | JudgedExtension | undefined;
  readonly disks: readonly JudgedDisk[];
}

/** What is judged of a VM in somebody's hands. */
export function judgedVirtualMachine(
  { vm, disks }: Holder,
  incrementalSnapshots: (disk: HeldDisk) => boolean | undefined,
): JudgedVirtualMachine {
  return {
    osType: vm?.osType ?? osTypeOfDisks(disks),
    vmSize: vm?.vmSize?.toLowerCase(),
    hyperVGeneration: vm?.hyperVGeneration,
    powerState: vm?.powerState,
    encryptionAtHost: vm?.encryptionAtHost,
    securityType: vm?.securityType,
    imageReference: withoutVersion(vm?.imageReference),
    diskControllerType: vm?.diskControllerType,
    extension: extensionOf(vm),
    disks: disks.map((held) => judgedDisk(held, incrementalSnapshots(held))),
  };
}

/** The operating system that the OS disk tells, where the VM does not. */
export function osTypeOfDisks(disks: readonly HeldDisk[]): OsType | undefined {
  return disks.find(({ role }) => role === "os")?.disk?.osType ?? undefined;
}

/** No requirement looks at an image's version. */
function withoutVersion(image: ImageReference | null | undefined): JudgedVirtualMachine["imageReference"] {
  if (image === null || image === undefined) return image;
  return { publisher: image.publisher, offer: image.offer, sku: image.sku };
}

function extensionOf(vm: Holder["vm"]): JudgedVirtualMachine["extension"] {
  const read =
    vm?.extensions === undefined ? undefined : diskEncryptionExtension({ extensions: vm.extensions });
  if (read !== undefined) {
    return {
      provisioningState: read.provisioningState,
      operation: read.settings["EncryptionOperation"],
      volumeType: read.settings["VolumeType"],
    };
  }
  if (vm?.hasAdeExtension === true) return {};
  return vm?.hasAdeExtension === false || vm?.extensions !== undefined ? false : undefined;
}

/** What is judged of a disk, in a VM's hands or not. */
export function judgedDisk(
  { role, attached, disk }: Pick<HeldDisk, "role" | "attached" | "disk">,
  hasIncrementalSnapshots: boolean | undefined,
): JudgedDisk {
  return {
    role,
    kind: kindOf(attached, disk !== undefined),
    isRead: disk !== undefined,
    ephemeral: attached?.ephemeral ?? false,
    writeAccelerator: attached?.writeAcceleratorEnabled ?? false,
    hasSet: typeof setIdOf(attached, disk) === "string",
    sku: (disk?.sku ?? attached?.storageAccountType)?.toLowerCase(),
    encryptionType: disk?.encryptionType,
    stamp: disk?.adeStamp,
    securityType: disk?.securityType,
    diskState: disk?.diskState,
    isShared: disk?.maxShares === undefined ? undefined : disk.maxShares > 1,
    hyperVGeneration: role === "os" ? disk?.hyperVGeneration : undefined,
    hasIncrementalSnapshots,
  };
}

/** The set that a disk is encrypted through: the disk's own word, else its VM's; `null`: none, undefined: not told. */
export function setIdOf(
  attached: AttachedDisk | undefined,
  disk: HeldDisk["disk"],
): string | null | undefined {
  return disk?.diskEncryptionSetId === undefined ? attached?.diskEncryptionSetId : disk.diskEncryptionSetId;
}

function kindOf(attached: AttachedDisk | undefined, isRead: boolean): JudgedDisk["kind"] {
  if (isRead || attached?.managedDiskId !== undefined) return "managed";
  return attached?.vhdUri === undefined ? "unclear" : "unmanaged";
}

/** Facts that the requirements judge, with what the other mechanisms depend on. */
export interface FactsOfInventory {
  /** What the facts were made of: a VM of which all is told that facts have no gap for. */
  readonly judged: JudgedVirtualMachine;
  /** For each of its disks, in their order: its place among the facts' managed disks; -1 for one that is none. */
  readonly places: readonly number[];
  readonly facts: EncryptionFacts;
  readonly alternatives: AlternativeFacts;
}

const NOT_TOLD = "an inventory does not tell it";

/**
 * The facts of a VM for the checks of requirements, in every world that what was told leaves open.
 *
 * Most of what an inventory can't tell is a missing fact, to which a check answers `unknown`. Where the facts have no place for "not told" (a
 * boolean, a stamp that is there or not), there is a world for each answer, and only what holds in all of them holds.
 *
 * Two things are taken for granted in all worlds. The agent is ready: without a word of the guest, Azure Disk Encryption is never `open`
 * here, so that it can't be called met. And the subscription has registered the feature of encryption at host: that is had for the asking and
 * touches neither VM nor disk ("Enable end-to-end encryption using encryption at host", Prerequisites, 2024-10-22).
 */
export function* worldsOf(
  vm: JudgedVirtualMachine,
  size: Fact<VirtualMachineSize>,
): Generator<FactsOfInventory, void> {
  for (const told of completions(vm)) yield factsOf(told, size);
}

/** The same of a disk that no VM holds: as the only disk of a VM that is left out of the judgement. */
export function worldsOfDisk(disk: JudgedDisk): Generator<FactsOfInventory, void> {
  return worldsOf(
    { osType: "Linux", encryptionAtHost: false, securityType: null, extension: false, disks: [disk] },
    missing(NOT_TOLD),
  );
}

/** What the facts have no place for: the answers that it can have; none where it was told. */
type Choice = (vm: JudgedVirtualMachine) => readonly Partial<JudgedVirtualMachine>[];

/** The answers to what was not told of disks that were read. Those of which it was told keep it. */
function disksWith<T>(
  { disks }: JudgedVirtualMachine,
  isUntold: (disk: JudgedDisk) => boolean,
  answers: readonly T[],
  told: (answer: T, role: JudgedDisk["role"]) => Partial<JudgedDisk>,
): readonly Partial<JudgedVirtualMachine>[] {
  const isOpen = disks.some((disk) => disk.isRead && isUntold(disk));
  if (!isOpen) return [];
  return answers.map((answer) => ({
    disks: disks.map((disk) => (isUntold(disk) ? { ...disk, ...told(answer, disk.role) } : disk)),
  }));
}

/**
 * Of several disks of which the same is not told, all have the one answer or all the other: what closes a mechanism for one of them closes it
 * for the VM.
 */
const choices: readonly Choice[] = [
  ({ osType }) => (osType === undefined ? [{ osType: "Windows" }, { osType: "Linux" }] : []),
  ({ encryptionAtHost }) =>
    encryptionAtHost === undefined ? [{ encryptionAtHost: false }, { encryptionAtHost: true }] : [],
  ({ securityType }) =>
    securityType === undefined ? [{ securityType: null }, { securityType: "ConfidentialVM" }] : [],
  ({ extension }) => (extension === undefined ? [{ extension: false }, { extension: {} }] : []),
  (vm) => (vm.powerState === undefined ? powerStates(vm).map((powerState) => ({ powerState })) : []),
  (vm) =>
    disksWith(
      vm,
      ({ stamp }) => stamp === undefined,
      ["never", "on"] as const,
      (stamp) => ({ stamp }),
    ),
  (vm) =>
    disksWith(
      vm,
      ({ sku }) => sku === undefined,
      ["premium_lrs", "ultrassd_lrs"],
      (sku) => ({ sku }),
    ),
  (vm) =>
    disksWith(
      vm,
      ({ isShared }) => isShared === undefined,
      [false, true],
      (isShared) => ({ isShared }),
    ),
  (vm) =>
    disksWith(
      vm,
      ({ securityType }) => securityType === undefined,
      [null, "ConfidentialVM_DiskEncryptedWithPlatformKey"],
      // The platform encrypts OS disks confidentially, not data disks.
      (securityType, role) => ({ securityType: role === "os" ? securityType : null }),
    ),
];

/** The power states that a VM may have whose own was not told. A disk's state tells of its VM: `Reserved` is one whose VM is deallocated, `Attached` one whose VM is not. */
export function powerStates({ disks }: JudgedVirtualMachine): readonly string[] {
  const has = (state: string): boolean =>
    disks.some(({ diskState, isShared }) => diskState?.toLowerCase() === state && isShared !== true);
  if (has("attached")) return ["running", "stopped"];
  return has("reserved") ? ["deallocated"] : ["running", "stopped", "deallocated"];
}

function completions(vm: JudgedVirtualMachine): readonly JudgedVirtualMachine[] {
  return choices.reduce<readonly JudgedVirtualMachine[]>(
    (worlds, choice) =>
      worlds.flatMap((world) => {
        const answers = choice(world);
        return answers.length === 0 ? [world] : answers.map((answer) => ({ ...world, ...answer }));
      }),
    [vm],
  );
}

const SUBSCRIPTION_ID = "00000000-0000-0000-0000-000000000000";
/** No requirement that an inventory can answer depends on the moment. */
const ANY_MOMENT = new Date(0);
const SET_ID = "a set";

function factsOf(judged: JudgedVirtualMachine, size: Fact<VirtualMachineSize>): FactsOfInventory {
  const osDisk = judged.disks.find(({ role }) => role === "os") ?? UNTOLD_OS_DISK;
  const ordered = [osDisk, ...judged.disks.filter((disk) => disk !== osDisk)];
  const managed = ordered.flatMap((disk, index) => (disk.kind === "managed" ? [{ disk, index }] : []));
  const virtualMachine = {
    ...neutralVirtualMachine(judged),
    osDisk: attachedDisk(osDisk, 0),
    dataDisks: ordered.slice(1).map((disk, index) => attachedDisk(disk, index + 1)),
  };
  return {
    judged,
    places: judged.disks.map((one) => managed.findIndex(({ disk }) => disk === one)),
    facts: {
      virtualMachine,
      volumeType: "All",
      size,
      disks: managed.map(({ disk, index }) => managedDiskFact(disk, index)),
      keyVault: missing(NOT_TOLD),
      keyEncryptionKey: missing(NOT_TOLD),
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

const UNTOLD_OS_DISK: JudgedDisk = {
  role: "os",
  kind: "managed",
  isRead: false,
  ephemeral: false,
  writeAccelerator: false,
  hasSet: false,
};

function neutralVirtualMachine(vm: JudgedVirtualMachine): Omit<VirtualMachine, "osDisk" | "dataDisks"> {
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
    ...(hyperVGeneration === undefined ? {} : { hyperVGeneration }),
    ...(image === null ? {} : { imageReference: { ...image, version: "latest" } }),
    ...(powerState === undefined ? {} : { powerState }),
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
  { provisioningState = "", operation, volumeType }: JudgedExtension,
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

function attachedDisk(disk: JudgedDisk, index: number): AttachedDisk {
  return {
    name: `disk ${index}`,
    role: disk.role,
    ...(disk.kind === "managed" ? { managedDiskId: diskIdAt(index) } : {}),
    ...(disk.kind === "unmanaged" ? { vhdUri: `blob ${index}` } : {}),
    ...(disk.sku === undefined ? {} : { storageAccountType: disk.sku }),
    ...(disk.hasSet ? { diskEncryptionSetId: SET_ID } : {}),
    writeAcceleratorEnabled: disk.writeAccelerator,
    ephemeral: disk.ephemeral,
  };
}

function managedDiskFact(disk: JudgedDisk, index: number): Fact<ManagedDisk> {
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
      ...(hyperVGeneration === undefined ? {} : { hyperVGeneration }),
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

function incrementalSnapshotsOf({ hasIncrementalSnapshots }: JudgedDisk): Fact<readonly Snapshot[]> {
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
