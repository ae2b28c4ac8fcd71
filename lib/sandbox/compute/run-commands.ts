import { operationNotAllowed, invalidParameter } from "../errors";
import { agentIsReady, guestOf, type GuestOperatingSystem } from "../guest/guest";
import { type Resource, type World, updateProperties } from "../state";
import { runCommandInMs } from "../guest/durations";
import { runScript, type ScriptOutput } from "../guest/commands/run-script";
import type { Call, Reply } from "../http";
import { listAt, textAt, type JsonObject, mergePatch, objectAt, without } from "../json";
import { bodyOf, parameterMissing, tagsIn } from "../request-body";
import { runCommandType } from "../resource-types";
import { changesOfMachine, startOperation } from "./virtual-machine-operation";
import { type OperationEnd } from "../operations";
import { computeVersions } from "../api-versions";
import { resourceBody, type ResourceType } from "../resource-type";
import { acceptedOnMachine, removeChild, sentChild, workInGuest } from "./machine-child";
import { agentTime } from "../times";

/** The guest of a VM that can run a script: it is on and its agent answers. The first text is that of ARM common deployment errors of Compute, the second the sandbox's. */
function guestForRunCommand(world: World, virtualMachine: Resource): GuestOperatingSystem {
  const guest = guestOf(world, virtualMachine.id);
  if (guest?.powerState !== "running") {
    throw operationNotAllowed("The operation requires the VM to be running (or set to run).");
  }
  if (!agentIsReady(guest)) {
    throw operationNotAllowed(`(sandbox) The VM agent of '${virtualMachine.name}' is not ready.`);
  }
  return guest;
}

/** Run Command hands back the end of what was printed ("Run scripts in your VM by using managed Run Commands": 4,096 bytes). */
function lastBytes(text: string): string {
  const bytes = Buffer.from(text, "utf8");
  return bytes.length <= 4096 ? text : bytes.subarray(bytes.length - 4096).toString("utf8");
}

/**
 * POST .../runCommand: 202, and the result where `location` points (`properties.output` of the status document has it too).
 *
 * A script for the other operating system is refused.
 */
export function runCommand(call: Call, virtualMachine: Resource): Reply {
  const { world } = call;
  const body = bodyOf(call);
  const commandId = textAt(body, "commandId");
  if (commandId === undefined) throw parameterMissing("commandId");
  const guest = guestForRunCommand(world, virtualMachine);
  const windows = guest.osType === "Windows";
  if (commandId.toLowerCase() !== (windows ? "runpowershellscript" : "runshellscript")) {
    throw invalidParameter(
      `(sandbox) The command '${commandId}' is not one of a VM with ${guest.osType}.`,
      "commandId",
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
  return acceptedOnMachine(call, virtualMachine, operation);
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

/** Run commands: the script runs at each PUT and PATCH. What was printed is in the instance view. */
export const runCommands: ResourceType<Resource> = {
  type: runCommandType,
  apiVersions: computeVersions,
  rateLimits: changesOfMachine,
  bodyOf: runCommandBody,
  put: (call, target, virtualMachine) =>
    run(
      call,
      virtualMachine,
      target.old,
      sentChild(call, runCommandType, target, virtualMachine, propertiesOf),
    ),
  patch: (call, old, virtualMachine) => {
    const body = bodyOf(call);
    const properties = propertiesOf(objectAt(mergePatch(old.properties, objectAt(body, "properties"))));
    return run(call, virtualMachine, old, { ...old, ...tagsIn(body), properties });
  },
  remove: (call, command, virtualMachine) =>
    removeChild(call, virtualMachine, command, { name: "delete runCommand", durationInMs: runCommandInMs }),
};

function run(call: Call, virtualMachine: Resource, old: Resource | undefined, command: Resource): Reply {
  const { world } = call;
  const guest = guestForRunCommand(world, virtualMachine);
  const lines = (textAt(command.properties, "source", "script") ?? "").split("\n");
  const finish = (): OperationEnd => {
    const time = agentTime(world.clock.now());
    const { stdout, stderr, exitCode } = runScript(world, guest, virtualMachine, lines);
    const failed = `Execution failed: failed to execute command: command terminated with exit status=${exitCode}`;
    const instanceView = {
      exitCode,
      executionState: exitCode === 0 ? "Succeeded" : "Failed",
      executionMessage: exitCode === 0 ? "Execution completed" : failed,
      output: lastBytes(stdout),
      error: lastBytes(stderr),
      startTime: time,
      endTime: time,
    };
    updateProperties(world.resources, command.id, (properties) => ({
      ...properties,
      provisioningState: "Succeeded",
      instanceView,
    }));
    return {};
  };
  const work = { name: "runCommand", durationInMs: runCommandInMs, finish };
  return workInGuest(call, virtualMachine, { old, child: command }, work, (stored) =>
    runCommandBody(stored, { withInstanceView: false }),
  );
}

/** Defaults as recorded; protected parameters and passwords are never kept. */
function propertiesOf(sent: JsonObject): JsonObject {
  const kept = without(sent, "protectedParameters", "runAsPassword", "provisioningState", "instanceView");
  return { timeoutInSeconds: 0, asyncExecution: false, ...kept };
}

function runCommandBody(
  command: Resource,
  { withInstanceView }: { readonly withInstanceView: boolean },
): JsonObject {
  const { instanceView, ...model } = command.properties;
  return resourceBody({
    ...command,
    properties: { ...model, ...(withInstanceView ? { instanceView } : {}) },
  });
}
