import { defined } from "@runbooks/azure";
import { runCommandInMs } from "../guest/durations";
import { runScript } from "../guest/run-script";
import { param, type Call, type Reply } from "../http";
import { mergePatch, objectAt, textAt, without, type JsonObject } from "../json";
import { updateProperties, type Resource } from "../state";
import { bodyOf, tagsIn } from "./request-body";
import { childId, childOf, runCommandType, virtualMachineOf } from "./resource-types";
import { guestForRunCommand, lastBytes } from "./run-command-refusals";
import { agentTime } from "./times";
import { startOperation, virtualMachineHeaders } from "./virtual-machine-operation";

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
