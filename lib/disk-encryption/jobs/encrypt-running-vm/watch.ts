import { type Guest } from "../../nouns/guest";
import { type ResourceId, RunbookError, type VirtualMachine } from "@runbooks/azure";
import { azureError } from "../../connection/azure-error";
import type { Connection } from "../../connection/connection";
import { findVirtualMachine } from "../../observe/find-virtual-machine";
import { readVirtualMachine } from "../../observe/read-virtual-machine";
import { readGuest } from "../../probe/read-guest";
import type { ProbeScript } from "../../probe/scripts";
import { encryptionProgress, type EncryptionProgress } from "../../change/waits/encryption-progress";
import { changeWatch, powerWatch } from "../../change/waits/standstill";

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
