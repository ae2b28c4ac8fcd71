import { defined, RunbookError, type VirtualMachine, type VolumeType } from "@runbooks/azure";
import { type Guest, type GuestVolume } from "../../nouns/guest";
import { diskEncryptionExtension, extensionReport } from "../../protection/extension-state";
import { parseVolumeType } from "../../observe/observe";
import { DECRYPTION_DURATION, expectedDuration } from "./durations";

/** How far the encryption of a VM is. */
export interface EncryptionProgress {
  readonly vmName: string;
  /** In the extension's and the guest's own words. */
  readonly stage: string;
  /** Of the volumes that were asked for, the one that is furthest behind: least encrypted, or most where they are decrypted. */
  readonly percentEncrypted?: number;
  readonly elapsedInMs: number;
  /** How long it takes, as far as Microsoft says. */
  readonly expected: string;
  /** `nothing-to-encrypt`: data volumes were asked for and none is mounted, so that the extension is done and nothing is encrypted. */
  readonly state: "running" | "restart-pending" | "encrypted" | "decrypted" | "nothing-to-encrypt";
}

/**
 * Reads the progress out of a VM and its guest. Pure.
 *
 * @throws RunbookError `AzureOperationFailed` where there is no Azure Disk Encryption extension, or it failed.
 */
export function encryptionProgress(
  vm: VirtualMachine,
  guest: Guest | undefined,
  elapsedInMs: number,
): EncryptionProgress {
  const extension = diskEncryptionExtension(vm);
  const report = extensionReport(vm);
  if (extension === undefined || report === undefined) {
    throw new RunbookError(
      "AzureOperationFailed",
      `${vm.name} has no Azure Disk Encryption extension.`,
      "Plan its encryption, approve the plan and apply it.",
    );
  }
  if (report.statusCode.startsWith("ProvisioningState/failed")) {
    throw new RunbookError(
      "AzureOperationFailed",
      `The extension of ${vm.name} failed: ${report.statusMessage}`,
      "Mend what it names, then plan and apply again; on a Linux OS volume go back to the snapshot first.",
    );
  }
  const volumeType = volumeTypeOf(extension.settings);
  const disabling = extension.settings["EncryptionOperation"] === "DisableEncryption";
  const volumes = guest === undefined ? undefined : volumesAskedFor(guest.volumes, volumeType);
  const percent = percentOf(volumes, disabling);
  const state = disabling ? decryptionState(volumes, report) : encryptionState(volumes, report, volumeType);
  return {
    vmName: vm.name,
    stage:
      state === "nothing-to-encrypt"
        ? "no data volume is mounted, so nothing was encrypted"
        : stageOf(report.os, report.data, report.statusMessage, volumes),
    ...defined({ percentEncrypted: percent }),
    elapsedInMs,
    expected: disabling ? DECRYPTION_DURATION : expectedDuration({ virtualMachine: vm, volumeType }),
    state,
  };
}

/** On Windows the extension takes a missing volume type for All; a Linux one names it always. */
function volumeTypeOf(settings: Readonly<Record<string, unknown>>): VolumeType {
  const asked = settings["VolumeType"];
  return typeof asked === "string" ? parseVolumeType(asked) : "All";
}

function volumesAskedFor(volumes: readonly GuestVolume[], volumeType: VolumeType): readonly GuestVolume[] {
  return volumes.filter(({ role }) =>
    volumeType === "OS" ? role === "os" : volumeType === "Data" ? role === "data" : role !== "temporary",
  );
}

function percentOf(volumes: readonly GuestVolume[] | undefined, disabling: boolean): number | undefined {
  const percents = (volumes ?? []).flatMap(({ percentEncrypted }) => percentEncrypted ?? []);
  if (percents.length === 0) return undefined;
  return disabling ? Math.max(...percents) : Math.min(...percents);
}

interface Report {
  readonly os?: string;
  readonly data?: string;
  readonly statusCode: string;
}

function encryptionState(
  volumes: readonly GuestVolume[] | undefined,
  report: Report,
  volumeType: VolumeType,
): EncryptionProgress["state"] {
  const guestIsDone =
    volumes !== undefined && volumes.length > 0 && volumes.every(({ state }) => state === "encrypted");
  // After the restart the extension may not have reported anew yet.
  if (report.os === "VMRestartPending" && !guestIsDone) return "restart-pending";
  if (report.statusCode !== "ProvisioningState/succeeded") return "running";
  // A Linux data volume is not mounted while it is encrypted in place: the volumes that the guest shows are not all.
  if (volumeType !== "OS" && report.data === "EncryptionInProgress") return "running";
  if (volumeType === "Data" && report.data === "NotMounted" && (volumes ?? []).length === 0)
    return "nothing-to-encrypt";
  // The guest's word goes before the extension's: its "succeeded" comes while BitLocker still works in the background.
  if (volumes !== undefined) return guestIsDone ? "encrypted" : "running";
  const os = volumeType === "Data" || report.os === "Encrypted";
  const data = volumeType === "OS" || report.data === "Encrypted" || report.data === "NotMounted";
  return os && data ? "encrypted" : "running";
}

function decryptionState(
  volumes: readonly GuestVolume[] | undefined,
  report: Report,
): EncryptionProgress["state"] {
  if (report.statusCode !== "ProvisioningState/succeeded") return "running";
  // A Linux data volume is not mounted while it is decrypted, and the guest shows those that are through: they alone are not all.
  if (report.data === "DecryptionInProgress") return "running";
  // Decryption goes on in the background after the extension's "succeeded": without a word on the volumes it is not over.
  if (volumes === undefined || volumes.length === 0)
    return report.data === "NotEncrypted" || report.data === "NotMounted" ? "decrypted" : "running";
  return volumes.every(({ state }) => state === "decrypted") ? "decrypted" : "running";
}

function stageOf(
  os: string | undefined,
  data: string | undefined,
  message: string,
  volumes: readonly GuestVolume[] | undefined,
): string {
  const parts = [
    ...(os === undefined ? [] : [`OS volume ${os}`]),
    ...(data === undefined ? [] : [`data volumes ${data}`]),
  ];
  if (volumes !== undefined && volumes.length > 0) {
    return volumes.map(({ mountPoint, state }) => `${mountPoint} ${state}`).join(", ");
  }
  return parts.length > 0
    ? parts.join(", ")
    : message.trim() === ""
      ? "waiting for the extension"
      : message.trim();
}
