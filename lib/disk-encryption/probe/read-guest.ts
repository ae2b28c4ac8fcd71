import type { RunCommandResult } from "@azure/arm-compute";

import { defined, RunbookError, type VirtualMachine } from "@runbooks/azure";
import { type Guest } from "../nouns/guest";
import { azureError } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { finish } from "../connection/long-running-operation";
import type { PlannedRequest } from "../connection/changes";
import { unpacked } from "./packed";
import { parseLinuxProbe } from "./parse-linux";
import { parseWindowsProbe } from "./parse-windows";
import { unreadable } from "./sections";
import type { ProbeScript } from "./scripts";
import { clientsOf } from "../connection/clients";

/**
 * Runs a probe in the guest through Run Command and reads its answer. It changes nothing.
 *
 * The script is handed in, so that the operator has seen it before it runs: `probeScript(...)` makes it, printing it shows it.
 *
 * @param signal - stops the wait for the answer; the script, which only reads, runs to its end.
 * @throws RunbookError `ArgumentInvalid` for a probe of the other operating system, `GuestOutputUnreadable` where the output can't be trusted, `Interrupted` when the signal stopped it, or Azure's code
 *   (VM not running, no rights ...).
 */
export async function readGuest(
  azure: Connection,
  vm: VirtualMachine,
  script: ProbeScript,
  signal?: AbortSignal,
): Promise<Guest> {
  try {
    const output = await runProbe(azure, vm, script, signal);
    const guest =
      script.osType === "Windows"
        ? parseWindowsProbe(output, vm.name)
        : parseLinuxProbe(unpacked(output, vm.name), vm.name);
    return { ...guest, readAt: azure.clock.now() };
  } catch (error) {
    throw explained(azureError(error, `reading the guest of ${vm.name}`), vm);
  }
}

/**
 * Runs a script that only reads through Run Command; answers what it printed.
 *
 * @throws RunbookError `ArgumentInvalid` for a probe of the other operating system, `GuestOutputUnreadable` for an answer without output; what
 *   Azure's client throws.
 */
export async function runProbe(
  azure: Connection,
  vm: VirtualMachine,
  script: ProbeScript,
  signal?: AbortSignal,
): Promise<string> {
  if (script.osType !== vm.osType) {
    throw new RunbookError(
      "ArgumentInvalid",
      `The probe is one for ${script.osType}; ${vm.name} runs ${vm.osType}.`,
      `Hand in the probe of this VM: probeScript("${vm.osType}").`,
    );
  }
  const body = { commandId: script.commandId, script: [...script.lines] };
  const request: PlannedRequest = { method: "POST", path: `${vm.id}/runCommand`, body };
  const result = await azure.gate.ask(request, () =>
    finish(
      () =>
        clientsOf(azure)
          .compute(vm.subscriptionId)
          .virtualMachines.runCommand(vm.resourceGroupName, vm.name, body),
      { clock: azure.clock, ...defined({ signal }) },
    ),
  );
  return standardOutput(result, vm);
}

/** A VM that is off, or whose agent is not ready, answers no Run Command: what to do about it, in place of the general hint. */
function explained(error: RunbookError, { name, powerState, agent }: VirtualMachine): RunbookError {
  if (error.code !== "OperationNotAllowed" && error.code !== "Conflict") return error;
  if (powerState !== undefined && powerState !== "running") {
    return new RunbookError(
      error.code,
      error.message,
      `${name} is ${powerState}: start it (approve and apply the plan of planStart), then ask its guest again.`,
      { cause: error },
    );
  }
  return agent?.status === "Ready"
    ? error
    : new RunbookError(
        error.code,
        error.message,
        `Get the VM agent of ${name} to report Ready: install or start it in the guest, then ask again.`,
        { cause: error },
      );
}

/** Windows answers one status for each stream; Linux one message with both streams in it. */
function standardOutput(result: RunCommandResult, vm: VirtualMachine): string {
  const statuses = result.value ?? [];
  const windows = statuses.find(({ code }) => code?.startsWith("ComponentStatus/StdOut/") === true);
  if (windows !== undefined) return windows.message ?? "";
  const linux = /\[stdout\]\n([\s\S]*?)(?:\n?\[stderr\][\s\S]*)?$/.exec(statuses[0]?.message ?? "")?.[1];
  if (linux === undefined) throw unreadable(vm.name, "Run Command answered without output");
  return linux;
}
