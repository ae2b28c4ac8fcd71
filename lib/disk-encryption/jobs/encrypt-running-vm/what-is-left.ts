import {
  type AttachedDisk,
  type ManagedDisk,
  sameResourceId,
  type VirtualMachine,
  type VolumeType,
} from "@runbooks/azure";
import type { EncryptionFacts } from "../../checks/facts";
import {
  diskEncryptionExtension,
  extensionReport,
  type ExtensionReport,
} from "../../protection/extension-state";

/**
 * What is still to be done for the encryption that was asked for.
 *
 * `everything`: nothing of it was done, or it failed, or was done otherwise. `waiting`: Azure is at it. `restart`: a Linux OS volume is
 * encrypted and waits for the restart. `nothing`: it was done as asked for.
 */
export type WhatIsLeft = "everything" | "waiting" | "restart" | "nothing";

/** Compares what was asked for with what the extension, the disks and the guest say. Pure; what was not read counts as not done. */
export function whatIsLeft(facts: EncryptionFacts): WhatIsLeft {
  const { virtualMachine: vm } = facts;
  const report = extensionReport(vm);
  if (report === undefined || report.statusCode.startsWith("ProvisioningState/failed")) return "everything";
  if (report.os === "VMRestartPending" && !osVolumeIsInUse(facts)) return "restart";
  if (isAtWork(vm, report)) return "waiting";
  return report.statusCode === "ProvisioningState/succeeded" && isDoneAsAsked(facts)
    ? "nothing"
    : "everything";
}

/** After the restart the extension may not have reported anew yet; the guest knows. */
const osVolumeIsInUse = ({ guest }: EncryptionFacts): boolean =>
  guest.kind === "known" &&
  guest.value.volumes.some(({ role, state }) => role === "os" && state === "encrypted");

function isAtWork(vm: VirtualMachine, { os, data, statusCode }: ExtensionReport): boolean {
  if (statusCode === "ProvisioningState/transitioning") return true;
  // A handler that has not reported yet: Resource Manager knows that the request goes on.
  const goesOn = ["Creating", "Updating"].includes(diskEncryptionExtension(vm)?.provisioningState ?? "");
  return (statusCode === "" && goesOn) || [os, data].some((word) => word?.endsWith("InProgress") === true);
}

function isDoneAsAsked(facts: EncryptionFacts): boolean {
  const { virtualMachine: vm, volumeType, keyVault, keyEncryptionKey, guest } = facts;
  if (keyVault.kind === "missing") return false;
  if (keyEncryptionKey !== "none" && keyEncryptionKey.kind === "missing") return false;
  const { id: vaultId, vaultUri } = keyVault.value;
  const keyUrl = keyEncryptionKey === "none" ? "" : keyEncryptionKey.value.url;
  const setting = (name: string): string => {
    const value = diskEncryptionExtension(vm)?.settings[name];
    return typeof value === "string" ? value : "";
  };
  return (
    setting("EncryptionOperation").startsWith("EnableEncryption") &&
    sameUrl(setting("KeyVaultURL"), vaultUri) &&
    sameUrl(setting("KeyEncryptionKeyURL"), keyUrl) &&
    covers(setting("VolumeType"), volumeType) &&
    inScope(vm, volumeType).every((disk) => isStamped(disk, facts.disks, vaultId)) &&
    // The stamp says only that encryption was asked for: a volume that the guest sees in the clear is not done.
    (guest.kind === "missing" ||
      guest.value.volumes.every(
        ({ role, state }) =>
          !roles[volumeType].some((one) => one === role) || state === "encrypted" || state === "encrypting",
      ))
  );
}

const sameUrl = (a: string, b: string): boolean =>
  a.replace(/\/+$/, "").toLowerCase() === b.replace(/\/+$/, "").toLowerCase();

/** On Windows the extension takes a missing volume type for All; a Linux one names it always. */
const covers = (done: string, asked: VolumeType): boolean =>
  ["", "all", asked.toLowerCase()].includes(done.toLowerCase());

const roles: Readonly<Record<VolumeType, readonly AttachedDisk["role"][]>> = {
  OS: ["os"],
  Data: ["data"],
  All: ["os", "data"],
};

const inScope = ({ osDisk, dataDisks }: VirtualMachine, asked: VolumeType): readonly AttachedDisk[] =>
  [osDisk, ...dataDisks].filter(({ role }) => roles[asked].includes(role));

function isStamped(
  { managedDiskId }: AttachedDisk,
  disks: EncryptionFacts["disks"],
  vaultId: string,
): boolean {
  const stamp = managedDiskId === undefined ? undefined : readDisk(managedDiskId, disks)?.encryptionSettings;
  return (
    stamp?.enabled === true &&
    stamp.settings.length > 0 &&
    stamp.settings.every(({ secretVaultId }) => sameResourceId(secretVaultId, vaultId))
  );
}

function readDisk(id: string, disks: EncryptionFacts["disks"]): ManagedDisk | undefined {
  return disks
    .flatMap((disk) => (disk.kind === "known" ? [disk.value] : []))
    .find((disk) => sameResourceId(disk.id, id));
}
