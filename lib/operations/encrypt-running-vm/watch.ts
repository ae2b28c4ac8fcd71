import type { Guest, GuestVolume } from "../../azure/guest";
import type { ResourceId } from "../../azure/resource-id";
import type { VirtualMachine, VolumeType } from "../../azure/virtual-machine";
import { azureError } from "../../client/azure-error";
import type { Connection } from "../../client/connection";
import { RunbookError } from "../../errors";
import { diskEncryptionExtension, extensionReport } from "../../protection/extension-state";
import { findVirtualMachine } from "../observe/find-virtual-machine";
import { parseVolumeType } from "../observe/observe";
import { readVirtualMachine } from "../observe/read-virtual-machine";
import { readGuest } from "../probe/read-guest";
import type { ProbeScript } from "../probe/scripts";
import { DECRYPTION_DURATION } from "../disable-encryption/plan";
import { expectedDuration } from "./plan";
import { changeWatch, powerWatch } from "./standstill";

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

export interface WatchOptions {
  /**
   * The script that asks the guest for its percent, as it was shown to the operator. Without it only the extension's word is had, which on
   * Windows is not enough.
   */
  readonly script?: ProbeScript;
  readonly onProgress?: (progress: EncryptionProgress) => void;
  /** Told once, when it is over, well or not. */
  readonly onEnd?: () => void;
  /** 30 s unless said. */
  readonly intervalInMs?: number;
  /** Stops the watching, not Azure. */
  readonly signal?: AbortSignal;
}

const DEFAULT_INTERVAL_IN_MS = 30_000;
/**
 * Watches a VM's encryption until it is done, until Azure waits for a restart, or until there is nothing to wait for. Reads only; can be stopped
 * and taken up again at any time.
 *
 * @throws RunbookError `AzureOperationFailed` where the extension failed or is not there, the VM does not run any more, BitLocker is
 *   paused, nothing changes at 20 looks while nothing is under way, or nothing moves at 1,920 looks while something is; `Interrupted` when the signal stopped it, `ArgumentInvalid` for a Windows VM without a script.
 */
export async function watch(
  azure: Connection,
  reference: string,
  options: WatchOptions = {},
): Promise<EncryptionProgress> {
  const id = await findVirtualMachine(azure, reference);
  try {
    return await watchUntilDone(azure, id, options);
  } finally {
    options.onEnd?.();
  }
}

async function watchUntilDone(
  azure: Connection,
  id: ResourceId,
  options: WatchOptions,
): Promise<EncryptionProgress> {
  const startedAtInMs = azure.clock.now().getTime();
  const assertGoesOn = powerWatch();
  const assertChanges = changeWatch();
  for (;;) {
    const vm = await readVirtualMachine(azure, id);
    if (vm.osType === "Windows" && options.script === undefined) throw withoutScript(vm);
    const guest = await interruptible(vm, options.signal, guestOrNothing(azure, vm, options));
    const progress = encryptionProgress(vm, guest, azure.clock.now().getTime() - startedAtInMs);
    options.onProgress?.(progress);
    if (progress.state !== "running") return progress;
    assertGoesOn(vm);
    assertChanges(vm, guest, progress);
    const wait = azure.clock.wait(options.intervalInMs ?? DEFAULT_INTERVAL_IN_MS, options.signal);
    await interruptible(vm, options.signal, wait);
  }
}

/** Tells the operator's stop, wherever it was heard, from a failure. */
async function interruptible<T>(
  { name }: VirtualMachine,
  signal: AbortSignal | undefined,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    throw new RunbookError(
      "Interrupted",
      `Stopped watching ${name}; Azure goes on with it.`,
      `Pick it up again with watch(azure, "${name}", { script }).`,
      { cause: error },
    );
  }
}

/** On Windows the extension never says that BitLocker is through, so that watching it alone would not end. */
function withoutScript({ name }: VirtualMachine): RunbookError {
  return new RunbookError(
    "ArgumentInvalid",
    `Only the guest of ${name} knows how far it is: the Windows extension does not tell.`,
    `Hand in the probe: watch(azure, "${name}", { script: probeScript("Windows") }).`,
  );
}

/** A guest that restarts answers no Run Command; its turn comes at the next look. */
async function guestOrNothing(
  azure: Connection,
  vm: VirtualMachine,
  { script, signal }: Pick<WatchOptions, "script" | "signal">,
): Promise<Guest | undefined> {
  if (script === undefined || vm.powerState !== "running" || vm.agent?.status !== "Ready") return undefined;
  try {
    return await readGuest(azure, vm, script, signal);
  } catch (error) {
    const { code } = azureError(error, "reading the guest");
    if (code === "OperationNotAllowed" || code === "Conflict" || code === "GuestOutputUnreadable")
      return undefined;
    throw error;
  }
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
    ...(percent === undefined ? {} : { percentEncrypted: percent }),
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
