import type { AdeStamp, InventoriedVirtualMachine } from "../nouns/inventory";
import { diskEncryptionExtension, extensionReport } from "@runbooks/disk-encryption";
import type { HeldDisk } from "./holders";

/** What tells of Azure Disk Encryption on a VM. */
export type AdeMachine = Pick<
  InventoriedVirtualMachine,
  "osType" | "osDiskAdeStamp" | "extensions" | "hasAdeExtension" | "adeExtension"
>;

export type Stamped = Pick<HeldDisk, "role" | "attached" | "disk">;

/**
 * What Azure Disk Encryption was asked to do with a disk in a VM's hands; undefined where nothing tells.
 *
 * A managed disk says it itself where it carries settings, and the instance view says it of any disk. Dual pass (with an Entra application) leaves the
 * disks as they are and writes into the VM's model, as is done with unmanaged disks; so does who makes a VM of a disk that was encrypted elsewhere,
 * without any extension. Those settings are one for the whole VM: they name the OS disk, and data disks only as far as the extension tells
 * which volumes it was asked for.
 *
 * @see "How to verify encryption status for Linux VMs", 2025-09-23; the Azure CLI's `disk_encryption.py` and Azure PowerShell's
 * `GetAzureDiskEncryptionStatus.cs`, which go by the VM's model first
 */
export function stampOfHeldDisk(held: Stamped, vm: AdeMachine | undefined): AdeStamp | undefined {
  const own = ownStamp(held);
  const ofModel = vm?.osDiskAdeStamp;
  if (own === "on" || (own !== "off" && isStampedInView(held))) return "on";
  if (own === "off" && ofModel !== "on") return "off";
  return held.role === "os" ? ofOsDisk(own, vm) : ofDataDisk(held, own, vm);
}

/** Whether a stamp stands on the VM's model alone, and what else was told speaks against it. */
export function isStampDenied({ attached, disk }: Stamped, vm: AdeMachine | undefined): boolean {
  if (disk?.adeStamp === "on" || vm?.osDiskAdeStamp !== "on") return false;
  // Switching it off takes two steps: the extension decrypts, and then the client changes the model.
  return isNotEncryptedInView(attached) || adeSettingsOf(vm).operation === "DisableEncryption";
}

/** The settings that the extension was last given, by its instance view or else by its resource; a field is undefined where it was not read. */
export function adeSettingsOf({ extensions, adeExtension }: AdeMachine): {
  readonly operation: unknown;
  readonly volumeType: unknown;
} {
  if (extensions === undefined)
    return { operation: adeExtension?.encryptionOperation, volumeType: adeExtension?.volumeType };
  const settings = diskEncryptionExtension({ extensions })?.settings;
  return { operation: settings?.["EncryptionOperation"], volumeType: settings?.["VolumeType"] };
}

/** An unmanaged disk has no resource that could carry one. */
function ownStamp(held: Stamped): AdeStamp | undefined {
  return isUnmanaged(held) ? "never" : held.disk?.adeStamp;
}

const isUnmanaged = ({ attached, disk }: Stamped): boolean =>
  disk === undefined && attached?.managedDiskId === undefined && attached?.vhdUri !== undefined;

const isStampedInView = ({ attached }: Stamped): boolean =>
  attached?.encryptionState?.toLowerCase() === "encryptionstate/encrypted";
const isNotEncryptedInView = (attached: HeldDisk["attached"]): boolean =>
  attached?.encryptionState?.toLowerCase() === "encryptionstate/notencrypted";

function ofOsDisk(own: AdeStamp | undefined, vm: AdeMachine | undefined): AdeStamp | undefined {
  switch (vm?.osDiskAdeStamp) {
    case "on":
      return ofOsDiskInModel(own, vm);
    case "off":
      return own === undefined ? undefined : "off";
    case "never":
      return own;
    case undefined:
      return undefined;
  }
}

/** Linux lets the data volumes alone be encrypted, and the model has the settings then too: whether the OS volume is, only the extension says. */
function ofOsDiskInModel(own: AdeStamp | undefined, vm: AdeMachine): AdeStamp | undefined {
  if (adeSettingsOf(vm).volumeType !== "Data") return "on";
  const word = wordOf("os", vm);
  if (word === undefined) return undefined;
  return isAtWork(word) ? "on" : own;
}

function ofDataDisk(
  held: Stamped,
  own: AdeStamp | undefined,
  vm: AdeMachine | undefined,
): AdeStamp | undefined {
  const ofModel = vm?.osDiskAdeStamp;
  if (vm === undefined || ofModel === undefined) return undefined;
  const { operation, volumeType } = adeSettingsOf(vm);
  if (ofModel === "never") {
    // What the model of a VM with unmanaged disks says where its data disks alone were asked for, no document tells.
    const isOpen = isUnmanaged(held) && vm.hasAdeExtension !== false && volumeType !== "OS";
    return isOpen ? undefined : own;
  }
  if (isAtWork(wordOf("data", vm))) return ofModel;
  if (volumeType === "OS") return own;
  if (volumeType === "Data" || volumeType === "All") {
    if (operation === "EnableEncryption" || operation === "EnableEncryptionFormatAll") return ofModel;
    return operation === "DisableEncryption" ? "off" : undefined;
  }
  // An extension may have encrypted it that was removed since; where it is off, nothing is asked of the disk any more.
  return ofModel === "off" && vm.hasAdeExtension === false ? own : undefined;
}

function wordOf(role: "os" | "data", { extensions = [] }: AdeMachine): string | undefined {
  return extensionReport({ extensions })?.[role];
}

const wordsAtWork: readonly (string | undefined)[] = [
  "Encrypted",
  "EncryptionInProgress",
  "VMRestartPending",
  "DecryptionInProgress",
];
const isAtWork = (word: string | undefined): boolean => wordsAtWork.includes(word);
