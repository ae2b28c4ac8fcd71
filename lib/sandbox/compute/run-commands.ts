import { operationNotAllowed, invalidParameter } from "../errors";
import { agentIsReady, guestOf, type GuestOperatingSystem } from "../guest/guest";
import { type Resource, type World, updateProperties } from "../state";
import { runCommandInMs } from "../guest/durations";
import { runScript, type ScriptOutput } from "../guest/run-script";
import { type Call, type Reply, param } from "../http";
import { listAt, textAt, type JsonObject, mergePatch, objectAt, without } from "../json";
import { bodyOf, parameterMissing, tagsIn } from "./request-body";
import { virtualMachineOf, childId, childOf, runCommandType } from "./resource-types";
import { startOperation, virtualMachineHeaders } from "./virtual-machine-operation";
import { defined } from "@runbooks/azure";
import { agentTime } from "./times";

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
export function runCommand(call: Call): Reply {
  const { world } = call;
  const virtualMachine = virtualMachineOf(call);
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

/** PUT .../runCommands/{name}: the script runs, whether the command is new or not. */
export function putRunCommand(call: Call): Reply {
  const virtualMachine = virtualMachineOf(call);
  const body = bodyOf(call);
  const name = param(call, "runCommandName");
  const id = childId(virtualMachine, runCommandType, name);
  const old = call.world.resources.get(id);
  return run(call, virtualMachine, old !== undefined, {
    id: old?.id ?? id,
    name: old?.name ?? name,
    type: runCommandType,
    location: textAt(body, "location") ?? virtualMachine.location ?? "",
    ...tagsIn(body),
    properties: propertiesOf(objectAt(body, "properties")),
  });
}

/** PATCH .../runCommands/{name}. */
export function patchRunCommand(call: Call): Reply {
  const virtualMachine = virtualMachineOf(call);
  const old = childOf(call, virtualMachine, runCommandType, param(call, "runCommandName"));
  const body = bodyOf(call);
  const properties = propertiesOf(objectAt(mergePatch(old.properties, objectAt(body, "properties"))));
  return run(call, virtualMachine, true, { ...old, ...tagsIn(body), properties });
}

/** GET .../runCommands/{name}; what was printed is in the instance view. */
export function getRunCommand(call: Call): Reply {
  const command = childOf(call, virtualMachineOf(call), runCommandType, param(call, "runCommandName"));
  const withInstanceView = call.query("$expand")?.toLowerCase() === "instanceview";
  return { status: 200, body: runCommandBody(command, withInstanceView) };
}

/** GET .../runCommands. */
export function listRunCommands(call: Call): Reply {
  const commands = call.world.resources.list(runCommandType, virtualMachineOf(call).id);
  return { status: 200, body: { value: commands.map((command) => runCommandBody(command, false)) } };
}

/** DELETE .../runCommands/{name}. */
export function deleteRunCommand(call: Call): Reply {
  const { world } = call;
  const virtualMachine = virtualMachineOf(call);
  const command = world.resources.get(childId(virtualMachine, runCommandType, param(call, "runCommandName")));
  if (command === undefined) return { status: 204 };
  const operation = startOperation(call, {
    virtualMachine,
    name: "delete runCommand",
    durationInMs: runCommandInMs,
    finish: () => {
      world.resources.delete(command.id);
      return {};
    },
  });
  return {
    status: 202,
    headers: virtualMachineHeaders(call, virtualMachine, operation, { withLocation: true }),
  };
}

function run(call: Call, virtualMachine: Resource, isOld: boolean, command: Resource): Reply {
  const { world } = call;
  const guest = guestForRunCommand(world, virtualMachine);
  const lines = (textAt(command.properties, "source", "script") ?? "").split("\n");
  const operation = startOperation(call, {
    virtualMachine,
    name: "runCommand",
    durationInMs: runCommandInMs,
    finish: () => {
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
    },
  });
  const stored = {
    ...command,
    properties: { ...command.properties, provisioningState: isOld ? "Updating" : "Creating" },
  };
  world.resources.put(stored);
  return {
    status: isOld ? 200 : 201,
    headers: virtualMachineHeaders(call, virtualMachine, operation, { withLocation: false }),
    body: runCommandBody(stored, false),
  };
}

/** Defaults as recorded; protected parameters and passwords are never kept. */
function propertiesOf(sent: JsonObject): JsonObject {
  const kept = without(sent, "protectedParameters", "runAsPassword", "provisioningState", "instanceView");
  return { timeoutInSeconds: 0, asyncExecution: false, ...kept };
}

function runCommandBody(
  { id, name, type, location, tags, properties }: Resource,
  withInstanceView: boolean,
): JsonObject {
  const { instanceView, ...model } = properties;
  return {
    name,
    id,
    type,
    location,
    ...defined({ tags }),
    properties: { ...model, ...(withInstanceView ? { instanceView } : {}) },
  };
}
