import { AzureError } from "../errors";
import { runCommandInMs } from "../guest/durations";
import { runScript, type ScriptOutput } from "../guest/run-script";
import type { Call, Reply } from "../http";
import { listAt, textAt, type JsonObject } from "../json";
import { bodyOf, parameterMissing } from "./request-body";
import { virtualMachineOf } from "./resource-types";
import { guestForRunCommand, lastBytes } from "./run-command-refusals";
import { startOperation, virtualMachineHeaders } from "./virtual-machine-operation";

/**
 * POST .../runCommand: 202, and the result where `location` points (`properties.output` of the status document has it too).
 *
 * A script for the other operating system is refused.
 */
export function runCommand(call: Call): Reply {
  const { world } = call;
  const virtualMachine = virtualMachineOf(call);
  const body = bodyOf(call);
  const commandId = textAt(body, "commandId");
  if (commandId === undefined) throw parameterMissing("commandId");
  const guest = guestForRunCommand(world, virtualMachine);
  const windows = guest.osType === "Windows";
  if (commandId.toLowerCase() !== (windows ? "runpowershellscript" : "runshellscript")) {
    throw new AzureError(
      400,
      "InvalidParameter",
      `(sandbox) The command '${commandId}' is not one of a VM with ${guest.osType}.`,
      { target: "commandId" },
    );
  }
  const lines = listAt(body, "script").filter((line) => typeof line === "string");
  const operation = startOperation(call, {
    virtualMachine,
    name: "runCommand",
    durationInMs: runCommandInMs,
    finish: () => {
      const printed = runScript(world, guest, virtualMachine, lines);
      const result = { value: windows ? windowsResult(printed) : linuxResult(printed) };
      return { result, output: result };
    },
  });
  return {
    status: 202,
    headers: virtualMachineHeaders(call, virtualMachine, operation, { withLocation: true }),
  };
}

const status = { level: "Info", displayStatus: "Provisioning succeeded" } as const;

/** Shape: example VirtualMachineRunCommand of the Compute specification. */
function windowsResult({ stdout, stderr }: ScriptOutput): readonly JsonObject[] {
  return [
    { code: "ComponentStatus/StdOut/succeeded", ...status, message: lastBytes(stdout.trimEnd()) },
    { code: "ComponentStatus/StdErr/succeeded", ...status, message: lastBytes(stderr.trimEnd()) },
  ];
}

/** Shape: "Run scripts in your Linux VM by using action Run Commands"; how a failed script is told: as in the resource form (recorded). */
function linuxResult({ stdout, stderr, exitCode }: ScriptOutput): readonly JsonObject[] {
  const head =
    exitCode === 0
      ? "Enable succeeded: "
      : `Enable failed: failed to execute command: command terminated with exit status=${exitCode}`;
  const message = `${head}\n[stdout]\n${lastBytes(stdout)}\n[stderr]\n${lastBytes(stderr)}`;
  return [{ code: "ProvisioningState/succeeded", ...status, message }];
}
