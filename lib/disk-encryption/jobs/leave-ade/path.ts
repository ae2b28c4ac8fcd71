import { type Fact, type ManagedDisk, sameResourceId, type VirtualMachine } from "@runbooks/azure";
import { type Guest } from "../../nouns/guest";
import { diskEncryptionExtension } from "../../protection/extension-state";

/** What the way out of Azure Disk Encryption depends on. */
export interface LeavePathFacts {
  readonly virtualMachine: VirtualMachine;
  readonly disks: readonly Fact<ManagedDisk>[];
  /** Missing where nobody asked. */
  readonly guest: Fact<Guest>;
  /** Id of the scale set that the VM is an instance of. */
  readonly virtualMachineScaleSetId?: string;
}

/** One of the ways out. */
export type LeavePathKind =
  /** Decrypt, copy the disks by upload, make a new VM with encryption at host from the copies. */
  | "copy-disks"
  /** A new VM with encryption at host; its data is copied file by file. */
  | "copy-files"
  /** Session hosts of Azure Virtual Desktop are made anew. */
  | "redeploy"
  /** Instances of a scale set go with their scale set; none of these runbooks does that. */
  | "scale-set"
  /** What decides was not read. */
  | "unknown";

/** The way out of Azure Disk Encryption for one VM. */
export interface LeavePath {
  readonly kind: LeavePathKind;
  readonly because: string;
  /** What is done, in its order. */
  readonly steps: readonly string[];
  /** What nobody but the operator knows, or what has to be done beside it. */
  readonly questions: readonly string[];
}

/**
 * Which way leads out of Azure Disk Encryption for a VM that has it or had it. Pure.
 *
 * @see "Migrate from Azure Disk Encryption to encryption at host", 2025-09-23
 */
export function leavePathOf(facts: LeavePathFacts): LeavePath {
  const { virtualMachine: vm, virtualMachineScaleSetId } = facts;
  const questions = questionsOf(facts);
  if (virtualMachineScaleSetId !== undefined) {
    return {
      kind: "scale-set",
      because: `it is an instance of scale set ${lastName(virtualMachineScaleSetId)}`,
      steps: ["Leave with the whole scale set, by its own documents."],
      questions,
    };
  }
  if (isSessionHost(vm)) {
    return {
      kind: "redeploy",
      because: "it is a session host of Azure Virtual Desktop",
      steps: ["Add session hosts with encryption at host to the pool.", "Drain and remove this one."],
      questions,
    };
  }
  const unread = facts.disks.find((disk) => disk.kind === "missing");
  if (unread?.kind === "missing") return unknown(`a disk was not read: ${unread.reason}`, questions);
  if (vm.osDisk.managedDiskId === undefined) {
    return unknown(
      "its disks are unmanaged: nothing on them says whether they are encrypted, and unmanaged disks were retired on 2026-03-31",
      questions,
    );
  }
  if (vm.osType === "Linux" && osDiskIsMarked(facts)) {
    return {
      kind: "copy-files",
      because: "its Linux OS volume is encrypted, and Azure never decrypts one",
      steps: [
        "Make a new VM with encryption at host.",
        "Copy the data file by file (rsync, scp, or the application's own backup).",
        "Delete the old VM once the new one is proven.",
      ],
      questions,
    };
  }
  const isOn = facts.disks.some(
    (disk) => disk.kind === "known" && disk.value.encryptionSettings?.enabled === true,
  );
  return {
    kind: "copy-disks",
    because:
      vm.osType === "Windows"
        ? "Windows volumes can be decrypted"
        : "its data volumes can be decrypted, and its OS volume was never encrypted",
    steps: [
      ...(isOn ? ["Disable Azure Disk Encryption."] : []),
      "Wait until the guest says decrypted: the portal says so at once.",
      "Copy each disk by upload, which leaves the mark behind.",
      "Make a new VM with encryption at host from the copies.",
      "Delete the old VM and its disks once the new one is proven.",
    ],
    questions,
  };
}

const unknown = (missing: string, questions: readonly string[]): LeavePath => ({
  kind: "unknown",
  because: missing,
  steps: ["Get the right to read what is missing, then look again."],
  questions,
});

const lastName = (id: string): string => id.split("/").pop() ?? id;

function osDiskIsMarked({ virtualMachine: { osDisk }, disks, guest }: LeavePathFacts): boolean {
  const marked = disks.some(
    (disk) =>
      disk.kind === "known" &&
      osDisk.managedDiskId !== undefined &&
      sameResourceId(disk.value.id, osDisk.managedDiskId) &&
      disk.value.encryptionSettings !== undefined,
  );
  const seen =
    guest.kind === "known" &&
    guest.value.volumes.some(({ role, state }) => role === "os" && state !== "decrypted");
  return marked || seen;
}

/**
 * Whether Resource Manager shows that a VM is a session host: by the tag that the portal gives one, the id of its host pool, or by an image of
 * Windows for several users, which is licensed for Azure Virtual Desktop alone.
 */
function isSessionHost({ tags, imageReference }: VirtualMachine): boolean {
  return (
    /\/Microsoft\.DesktopVirtualization\/hostpools\//i.test(tags["cm-resource-parent"] ?? "") ||
    (imageReference?.publisher.toLowerCase() === "microsoftwindowsdesktop" &&
      /-(avd|evd)\b/i.test(imageReference.sku))
  );
}

function questionsOf(facts: LeavePathFacts): readonly string[] {
  const { virtualMachine: vm } = facts;
  return [
    ...domainQuestion(facts),
    ...(vm.securityType === undefined
      ? []
      : [`It is a ${vm.securityType} VM: a copy of its bytes does not have the state of its virtual TPM.`]),
    ...(vm.osType === "Windows" && diskEncryptionExtension(vm)?.settings["VolumeType"] === "OS"
      ? [
          "Azure Disk Encryption was asked for the OS volume alone: are its data volumes to be encrypted at host? They will be.",
        ]
      : []),
  ];
}

/** "Migrate from Azure Disk Encryption to encryption at host", Domain-joined VMs, 2025-09-23. */
function domainQuestion({ virtualMachine: vm, guest }: LeavePathFacts): readonly string[] {
  const joinedByExtension = vm.extensions.some(({ type }) => type.toLowerCase() === "jsonaddomainextension");
  const seen =
    guest.kind === "known" && guest.value.osType === "Windows" ? guest.value.domainJoined : undefined;
  if (seen === true || joinedByExtension)
    return ["It is in a domain: take the old VM out before it is deleted, and join the new one."];
  return seen === false || vm.osType === "Linux"
    ? []
    : ["Is it in a domain? Then take the old VM out before it is deleted, and join the new one."];
}
