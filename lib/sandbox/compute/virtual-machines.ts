import { isDeepStrictEqual } from "node:util";
import { updateVirtualMachineInMs, deleteVirtualMachineInMs } from "../guest/durations";
import { type Call, type Reply, param } from "../http";
import { mergePatch, objectAt, type JsonObject, textAt } from "../json";
import type { Resource } from "../state";
import { identityIn } from "./identity";
import { tagsIn, bodyOf } from "./request-body";
import { virtualMachineBody, withNewEtag, withoutSecrets } from "./virtual-machine-body";
import {
  networkInterfaceIds,
  settleNetworkInterfaces,
  releaseNetworkInterfaces,
} from "./virtual-machine-network";
import { storageRefusal } from "./start-refusals";
import { startOperation, virtualMachineHeaders } from "./virtual-machine-operation";
import { assertUpdateAccepted, assertPreconditions } from "./virtual-machine-refusals";
import {
  acceptedStorageProfile,
  managedDiskIds,
  settleDisks,
  diskIdsToDelete,
  setOwner,
} from "./virtual-machine-storage";
import { instanceViewOf } from "./instance-view";
import { resourcePage } from "./paging";
import {
  extensionType,
  groupId,
  resourceIdOf,
  runCommandType,
  virtualMachineOf,
  virtualMachineType,
} from "./resource-types";
import { createVirtualMachine } from "./virtual-machine-create";

/** PUT or PATCH of a VM that is there: what the request leaves out stays. */
function updateVirtualMachine(call: Call, old: Resource, body: JsonObject): Reply {
  const { world } = call;
  const changes = withoutSecrets(objectAt(body, "properties"));
  const merged = objectAt(mergePatch(old.properties, changes));
  const properties: JsonObject = {
    ...merged,
    storageProfile: acceptedStorageProfile(world, merged, {
      old: objectAt(merged, "storageProfile", "osDisk"),
    }),
    vmId: old.properties["vmId"],
    timeCreated: old.properties["timeCreated"],
  };
  assertUpdateAccepted(world, old, { properties, sent: changes });
  const identity = identityIn(world, body, old);
  const { identity: oldIdentity, ...rest } = old;
  const changed = withNewEtag({ ...rest, ...tagsIn(body), ...identity, properties });
  const isSameModel = isDeepStrictEqual(mergePatch(old.properties, properties), old.properties);
  if (isSameModel && isDeepStrictEqual(identity.identity, oldIdentity)) {
    // Recorded: a PUT that changed only tags says "Updating" and starts no operation.
    world.resources.put(changed);
    const answer = virtualMachineBody(world, {
      ...changed,
      properties: { ...properties, provisioningState: "Updating" },
    });
    return { status: 200, headers: { etag: changed.etag ?? "" }, body: answer };
  }
  const disksBefore = managedDiskIds(world, old);
  const interfacesBefore = networkInterfaceIds(old);
  const operation = startOperation(call, {
    virtualMachine: old,
    name: "update",
    durationInMs: updateVirtualMachineInMs,
    finish: () => {
      const current = world.resources.get(old.id) ?? changed;
      settleDisks(world, current, disksBefore);
      settleNetworkInterfaces(world, current, interfacesBefore);
      const refusal = storageRefusal(world, world.resources.get(old.id) ?? current, { except: disksBefore });
      return refusal === undefined ? {} : { error: refusal };
    },
  });
  const updating = { ...changed, properties: { ...properties, provisioningState: "Updating" } };
  world.resources.put(updating);
  return {
    status: 200,
    headers: {
      ...virtualMachineHeaders(call, old, operation, { withLocation: false }),
      etag: changed.etag ?? "",
    },
    body: virtualMachineBody(world, updating),
  };
}

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
