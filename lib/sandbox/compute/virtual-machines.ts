import { deleteVirtualMachineInMs } from "../guest/durations";
import { param, type Call, type Reply } from "../http";
import { textAt } from "../json";
import { instanceViewOf } from "./instance-view";
import { resourcePage } from "./paging";
import { bodyOf } from "./request-body";
import {
  extensionType,
  groupId,
  resourceIdOf,
  runCommandType,
  virtualMachineOf,
  virtualMachineType,
} from "./resource-types";
import { virtualMachineBody } from "./virtual-machine-body";
import { createVirtualMachine } from "./virtual-machine-create";
import { releaseNetworkInterfaces } from "./virtual-machine-network";
import { startOperation, virtualMachineHeaders } from "./virtual-machine-operation";
import { assertPreconditions } from "./virtual-machine-refusals";
import { diskIdsToDelete, managedDiskIds, setOwner } from "./virtual-machine-storage";
import { updateVirtualMachine } from "./virtual-machine-update";

/** GET .../virtualMachines/{vm}. */
export function getVirtualMachine(call: Call): Reply {
  const virtualMachine = virtualMachineOf(call);
  const withInstanceView = call.query("$expand")?.toLowerCase() === "instanceview";
  const body = virtualMachineBody(call.world, virtualMachine, { withInstanceView });
  return { status: 200, headers: { etag: textAt(body, "etag") ?? "" }, body };
}

/** GET .../virtualMachines/{vm}/instanceView. */
export function getInstanceView(call: Call): Reply {
  return { status: 200, body: instanceViewOf(call.world, virtualMachineOf(call)) };
}

/** GET .../resourceGroups/{group}/.../virtualMachines. */
export function listVirtualMachines(call: Call): Reply {
  return list(call, groupId(call), false);
}

/** GET /subscriptions/{id}/providers/Microsoft.Compute/virtualMachines; `statusOnly=true` answers the run-time status too. */
export function listAllVirtualMachines(call: Call): Reply {
  return list(call, `/subscriptions/${param(call, "subscriptionId")}`, call.query("statusOnly") === "true");
}

function list(call: Call, scope: string, withInstanceView: boolean): Reply {
  return resourcePage(call, virtualMachineType, scope, (machine) =>
    virtualMachineBody(call.world, machine, { withInstanceView, inList: true }),
  );
}

/** PUT .../virtualMachines/{vm}: 201 for a new one, 200 for an old one. */
export function putVirtualMachine(call: Call): Reply {
  const name = param(call, "vmName");
  const old = call.world.resources.get(resourceIdOf(call, virtualMachineType, name));
  assertPreconditions(call, old);
  return old === undefined ? createVirtualMachine(call, name) : updateVirtualMachine(call, old, bodyOf(call));
}

/** PATCH .../virtualMachines/{vm}. */
export function patchVirtualMachine(call: Call): Reply {
  const old = virtualMachineOf(call);
  assertPreconditions(call, old);
  return updateVirtualMachine(call, old, bodyOf(call));
}

/** DELETE .../virtualMachines/{vm}: disks and network interfaces stay, unless their `deleteOption` says otherwise. */
export function deleteVirtualMachine(call: Call): Reply {
  const { world } = call;
  const virtualMachine = world.resources.get(resourceIdOf(call, virtualMachineType, param(call, "vmName")));
  if (virtualMachine === undefined) return { status: 204 };
  const operation = startOperation(call, {
    virtualMachine,
    name: "delete",
    durationInMs: deleteVirtualMachineInMs,
    provisioningState: "Deleting",
    overtakes: true,
    finish: () => {
      const current = world.resources.get(virtualMachine.id) ?? virtualMachine;
      for (const id of managedDiskIds(world, current)) setOwner(world, id, undefined);
      for (const id of diskIdsToDelete(current)) world.resources.delete(id);
      releaseNetworkInterfaces(world, current);
      for (const type of [extensionType, runCommandType]) {
        for (const { id } of world.resources.list(type, virtualMachine.id)) world.resources.delete(id);
      }
      world.resources.delete(virtualMachine.id);
      world.guests.delete(virtualMachine.id);
      return {};
    },
  });
  const retryAfterInSeconds = 10;
  return {
    status: 202,
    headers: virtualMachineHeaders(call, virtualMachine, operation, {
      withLocation: true,
      retryAfterInSeconds,
    }),
  };
}
