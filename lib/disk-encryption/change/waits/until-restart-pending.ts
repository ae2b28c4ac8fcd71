import { parseResourceId } from "@runbooks/azure";
import type { Connection } from "../../connection/connection";
import type { FinishOptions } from "../../connection/long-running-operation";
import { readVirtualMachine } from "../../observe/read-virtual-machine";
import { changeWatch, powerWatch } from "./standstill";
import { encryptionProgress } from "./encryption-progress";

const INTERVAL_IN_MS = 30_000;

/**
 * Waits until Azure is through with a Linux OS volume and asks for the restart. The extension's operation is over hours before that, and a
 * restart in between can leave a volume that is encrypted by half.
 *
 * @returns false where everything is encrypted already: there is nothing to restart for.
 * @throws RunbookError `AzureOperationFailed` where the extension failed, the VM was stopped meanwhile, or nothing is under way.
 * @see "Azure Disk Encryption for Linux VMs sample scripts", VMRestartPending, 2025-09-23
 */
export async function untilRestartPending(
  azure: Pick<Connection, "clock" | "handle">,
  vmId: string,
  { signal, onProgress }: Pick<FinishOptions, "signal" | "onProgress">,
): Promise<boolean> {
  const startedAtInMs = azure.clock.now().getTime();
  const assertGoesOn = powerWatch();
  const assertChanges = changeWatch();
  for (;;) {
    const elapsedInMs = azure.clock.now().getTime() - startedAtInMs;
    const vm = await readVirtualMachine(azure, parseResourceId(vmId));
    const progress = encryptionProgress(vm, undefined, elapsedInMs);
    const { state } = progress;
    if (state !== "running") return state === "restart-pending";
    assertGoesOn(vm);
    assertChanges(vm, undefined, progress);
    onProgress?.({ status: state, elapsedInMs });
    await azure.clock.wait(INTERVAL_IN_MS, signal);
  }
}
