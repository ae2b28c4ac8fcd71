import type { DiskEncryptionRun } from "../../guest/handler-status";

/** The stamp of Azure Disk Encryption on a disk: `off`: once it was on. */
export type Stamp = "never" | "on" | "off";

/** How far a volume in the guest is. */
export type VolumeState = "plain" | "encrypted" | "encrypting" | "restart-pending" | "decrypting";

/** What can be known of a disk from outside the guest; in the words of a fleet's coverage. */
export type KnownDiskEncryption =
  | "none"
  | "asked-for"
  | "stamped"
  | "in-progress"
  | "reboot-pending"
  | "encrypted"
  | "decrypting"
  | "stale"
  | "once"
  | "unknown";

export interface OfRoles<T> {
  readonly os: T;
  readonly data: T;
}

/** A VM's disks somewhere in Azure Disk Encryption. */
export interface DiskEncryptionState {
  readonly run: DiskEncryptionRun;
  /** Of the extension's resource; `gone`: it was removed, or never there. */
  readonly extension: "Succeeded" | "Creating" | "Failed" | "gone";
  /** The extension of the release that signs in to Entra ("dual pass"), which leaves the disks as they are and stamps the VM's model. */
  readonly isDualPass?: true;
  /** The disks' own. */
  readonly stamp: OfRoles<Stamp>;
  /** Of the VM's model (`osDisk.encryptionSettings`); `never` unless said. */
  readonly modelStamp?: Stamp;
  readonly volumes: OfRoles<VolumeState> & { readonly temporary: VolumeState };
  /**
   * What Azure tells of it, the instance view of the extension included. On Windows the extension says "Encrypted" while BitLocker still works
   * (recorded in 2024), so that no more than the request is known. Of a temporary disk nothing but the request ever is: All on Windows, formatting
   * on Linux ("Azure Disk Encryption scenarios on Windows VMs" and "on Linux VMs", 2026-02-20).
   */
  readonly known: OfRoles<KnownDiskEncryption> & { readonly temporary: KnownDiskEncryption };
  /** The extension failed: what was asked for may have come true before, or not. */
  readonly isDoubted?: true;
  readonly powerState: "running" | "deallocated";
}

type Operation = DiskEncryptionRun["operation"];
type VolumeType = DiskEncryptionRun["volumeType"];
const succeeded = (operation: Operation, volumeType: VolumeType): DiskEncryptionRun => ({
  operation,
  volumeType,
  outcome: { kind: "succeeded" },
});
const failed = (volumeType: VolumeType, exitCode: number, message: string): DiskEncryptionRun => ({
  operation: "EnableEncryption",
  volumeType,
  outcome: { kind: "failed", exitCode, message },
});
const both = <T>(value: T): OfRoles<T> => ({ os: value, data: value });
const plain = { os: "plain", data: "plain", temporary: "plain" } as const;

const windowsAll: DiskEncryptionState = {
  run: succeeded("EnableEncryption", "All"),
  extension: "Succeeded",
  stamp: both("on"),
  volumes: { ...both("encrypted"), temporary: "encrypted" },
  known: { ...both("asked-for"), temporary: "asked-for" },
  powerState: "running",
};
const linuxAll: DiskEncryptionState = {
  run: succeeded("EnableEncryption", "All"),
  extension: "Succeeded",
  stamp: both("on"),
  volumes: { ...both("encrypted"), temporary: "plain" },
  known: { ...both("encrypted"), temporary: "none" },
  powerState: "running",
};
const linuxData: DiskEncryptionState = {
  run: succeeded("EnableEncryption", "Data"),
  extension: "Succeeded",
  stamp: { os: "never", data: "on" },
  volumes: { os: "plain", data: "encrypted", temporary: "plain" },
  known: { os: "none", data: "encrypted", temporary: "none" },
  powerState: "running",
};

/** All that happens on the way into Azure Disk Encryption and out of it; the texts are the extensions' own. */
const diskEncryptionStates: Readonly<Record<DiskEncryptionStateName, DiskEncryptionState>> = {
  "windows-all": windowsAll,
  "windows-os": {
    ...windowsAll,
    run: succeeded("EnableEncryption", "OS"),
    stamp: { os: "on", data: "never" },
    volumes: { os: "encrypted", data: "plain", temporary: "plain" },
    known: { os: "asked-for", data: "none", temporary: "none" },
  },
  "windows-deallocated": { ...windowsAll, powerState: "deallocated" },
  // Stamped first, and the encryption failed: the stamp stays (Azure/azure-powershell#4301).
  "windows-failed": {
    ...windowsAll,
    run: failed(
      "All",
      1,
      "Failed to configure bitlocker as expected. Exception: ProtectKeyWithExternalKey failed with 2150695006",
    ),
    extension: "Failed",
    volumes: plain,
    isDoubted: true,
  },
  "windows-refused": {
    ...windowsAll,
    run: failed(
      "All",
      1,
      "Failed to send DiskEncryptionData, Check KeyVault inputs, ResourceIds and retry encryption operation",
    ),
    extension: "Failed",
    stamp: both("never"),
    volumes: plain,
    known: { ...both("none"), temporary: "none" },
  },
  "windows-extension-gone": {
    ...windowsAll,
    extension: "gone",
    known: { ...both("asked-for"), temporary: "unknown" },
  },
  "windows-switched-off": {
    ...windowsAll,
    run: succeeded("DisableEncryption", "All"),
    stamp: both("off"),
    volumes: plain,
    known: { ...both("once"), temporary: "none" },
  },
  // With dual pass the extension alone says which volumes it was asked for, and on Linux how far they are ("az vm encryption show" goes by both).
  "windows-dual-pass": { ...windowsAll, isDualPass: true, stamp: both("never"), modelStamp: "on" },
  "linux-dual-pass": { ...linuxAll, isDualPass: true, stamp: both("never"), modelStamp: "on" },
  // Made of a disk that was encrypted elsewhere, which takes no extension (`Set-AzVMOSDisk -VhdUri ... -DiskEncryptionKeyUrl ...`). Whether its data disks are
  // encrypted nothing tells. VMs with unmanaged disks no longer start ("Unmanaged disks deprecation", 2025-08-28).
  unmanaged: {
    ...windowsAll,
    extension: "gone",
    stamp: both("never"),
    modelStamp: "on",
    known: { os: "asked-for", data: "unknown", temporary: "unknown" },
    powerState: "deallocated",
  },
  "linux-all": linuxAll,
  "linux-data": linuxData,
  "linux-formatted": {
    ...linuxData,
    run: succeeded("EnableEncryptionFormatAll", "Data"),
    volumes: { os: "plain", data: "encrypted", temporary: "encrypted" },
    known: { os: "none", data: "encrypted", temporary: "asked-for" },
  },
  "linux-in-progress": {
    ...linuxData,
    volumes: { os: "plain", data: "encrypting", temporary: "plain" },
    known: { os: "none", data: "in-progress", temporary: "none" },
  },
  "linux-restart-pending": {
    ...linuxAll,
    volumes: { os: "restart-pending", data: "encrypted", temporary: "plain" },
    known: { os: "reboot-pending", data: "encrypted", temporary: "none" },
  },
  "linux-just-stamped": {
    ...linuxAll,
    run: {
      operation: "EnableEncryption",
      volumeType: "All",
      outcome: { kind: "transitioning", message: "Encryption settings stamped" },
    },
    extension: "Creating",
    volumes: plain,
    known: { ...both("stamped"), temporary: "none" },
  },
  "linux-failed": {
    ...linuxAll,
    run: failed("All", 19, "Failed to encrypt OS volume with error: umount: /oldroot: target is busy."),
    extension: "Failed",
    volumes: plain,
    known: { ...both("stale"), temporary: "none" },
  },
  "linux-deallocated": {
    ...linuxAll,
    known: { ...both("asked-for"), temporary: "none" },
    powerState: "deallocated",
  },
  "linux-extension-gone": {
    ...linuxAll,
    extension: "gone",
    known: { ...both("asked-for"), temporary: "unknown" },
  },
  // The stamp goes at once, the volumes take their time.
  "linux-decrypting": {
    ...linuxData,
    run: succeeded("DisableEncryption", "Data"),
    stamp: { os: "never", data: "off" },
    volumes: { os: "plain", data: "decrypting", temporary: "plain" },
    known: { os: "none", data: "decrypting", temporary: "none" },
  },
  "linux-switched-off": {
    ...linuxData,
    run: succeeded("DisableEncryption", "Data"),
    stamp: { os: "never", data: "off" },
    volumes: plain,
    known: { os: "none", data: "once", temporary: "none" },
  },
};

export type DiskEncryptionStateName =
  | "windows-all"
  | "windows-os"
  | "windows-deallocated"
  | "windows-failed"
  | "windows-refused"
  | "windows-extension-gone"
  | "windows-switched-off"
  | "windows-dual-pass"
  | "unmanaged"
  | "linux-all"
  | "linux-data"
  | "linux-formatted"
  | "linux-in-progress"
  | "linux-restart-pending"
  | "linux-just-stamped"
  | "linux-failed"
  | "linux-deallocated"
  | "linux-extension-gone"
  | "linux-decrypting"
  | "linux-switched-off"
  | "linux-dual-pass";

/** A state by its name. */
export function diskEncryptionState(name: DiskEncryptionStateName): DiskEncryptionState {
  return diskEncryptionStates[name];
}
