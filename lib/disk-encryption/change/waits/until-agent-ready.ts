import { parseResourceId, RunbookError, type VirtualMachine } from "@runbooks/azure";
import type { Connection } from "../../connection/connection";
import type { FinishOptions } from "../../connection/long-running-operation";
import { readVirtualMachine } from "../../observe/read-virtual-machine";

const INTERVAL_IN_MS = 15_000;
/** An agent that has not reported by then does not come by itself. Ours: Azure gives an extension 25 minutes (recorded). */
const PATIENCE_IN_MINUTES = 25;

/**
 * Waits until a new VM is made and its agent reports Ready: before that, an extension would wait in Azure for an agent that may never come.
 *
 * @throws RunbookError `AzureOperationFailed` where the VM could not be created, or its agent is not Ready after 25 minutes.
 * @see "Azure Disk Encryption troubleshooting guide", 2026-07-14
 */
export async function untilAgentReady(
  azure: Pick<Connection, "clock" | "handle">,
  vmId: string,
  { signal, onProgress }: Pick<FinishOptions, "signal" | "onProgress">,
): Promise<void> {
  const startedAtInMs = azure.clock.now().getTime();
  for (;;) {
    const vm = await readVirtualMachine(azure, parseResourceId(vmId));
    if (vm.provisioningState.toLowerCase() === "failed") throw failed(vm);
    if (isReady(vm)) return;
    const elapsedInMs = azure.clock.now().getTime() - startedAtInMs;
    if (elapsedInMs >= PATIENCE_IN_MINUTES * 60_000) throw notReady(vm);
    onProgress?.({ status: "waiting", elapsedInMs, detail: `waiting for the agent (${agentWords(vm)})` });
    await azure.clock.wait(INTERVAL_IN_MS, signal);
  }
}

const isReady = ({ provisioningState, agent }: VirtualMachine): boolean =>
  provisioningState.toLowerCase() === "succeeded" && agent?.status.toLowerCase() === "ready";

const agentWords = ({ agent }: VirtualMachine): string => agent?.status ?? "it has not reported yet";

const failed = ({ name }: VirtualMachine): RunbookError =>
  new RunbookError(
    "AzureOperationFailed",
    `VM ${name} could not be created, so it can't be encrypted.`,
    "Look at its instance view (on live Azure: az vm get-instance-view), delete it, mend what it names and plan again.",
  );

const notReady = (vm: VirtualMachine): RunbookError =>
  new RunbookError(
    "AzureOperationFailed",
    `The agent of ${vm.name} is not Ready after ${PATIENCE_IN_MINUTES} minutes: ${agentWords(vm)}.`,
    `Look at its boot diagnostics and whether it reaches 168.63.129.16. Once the agent is Ready, encrypt the VM with planEncryption(await observe(azure, "${vm.name}", ...)).`,
  );
