import { isDeepStrictEqual } from "node:util";

import {
  createVirtualMachineInMs,
  deleteVirtualMachineInMs,
  updateVirtualMachineInMs,
} from "../guest/durations";
import { createGuest } from "../guest/guest";
import { boot } from "../guest/power";
import { param, type Call, type Reply } from "../http";
import { mergePatch, objectAt, textAt, valueAt, without, type JsonObject } from "../json";
import type { Resource } from "../state";
import { identityIn } from "./identity";
import { instanceViewOf } from "./instance-view";
import { page } from "./paging";
import { bodyOf, locationIn, parameterMissing, tagsIn } from "./request-body";
import { groupId, resourceIdOf, virtualMachineOf, virtualMachineType } from "./resource-types";
import { startRefusal } from "./start-refusals";
import { azureTime } from "./times";
import { virtualMachineBody } from "./virtual-machine-body";
import { startOperation, virtualMachineHeaders } from "./virtual-machine-operation";
import { assertPreconditions, assertSizeKnown, assertUpdateAccepted } from "./virtual-machine-refusals";
import {
  acceptedStorageProfile,
  assertStorageAccepted,
  diskIdsToDelete,
  managedDiskIds,
  setOwner,
  settleDisks,
  specificationFor,
} from "./virtual-machine-storage";

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
  const machines = call.world.resources.list(virtualMachineType, scope);
  return page(
    call,
    machines.map((machine) => virtualMachineBody(call.world, machine, { withInstanceView, inList: true })),
  );
}

/** PUT .../virtualMachines/{vm}: 201 for a new one, 200 for an old one. */
export function putVirtualMachine(call: Call): Reply {
  const name = param(call, "vmName");
  const old = call.world.resources.get(resourceIdOf(call, virtualMachineType, name));
  assertPreconditions(call, old);
  return old === undefined ? create(call, name) : update(call, old, bodyOf(call));
}

/** PATCH .../virtualMachines/{vm}. */
export function patchVirtualMachine(call: Call): Reply {
  const old = virtualMachineOf(call);
  assertPreconditions(call, old);
  return update(call, old, bodyOf(call));
}

/** DELETE .../virtualMachines/{vm}: disks stay, unless their `deleteOption` says otherwise. */
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
      for (const id of managedDiskIds(world, virtualMachine)) setOwner(world, id, undefined);
      for (const id of diskIdsToDelete(virtualMachine)) world.resources.delete(id);
      for (const { id } of world.resources.all()) {
        if (id.toLowerCase().startsWith(`${virtualMachine.id.toLowerCase()}/`)) world.resources.delete(id);
      }
      world.resources.delete(virtualMachine.id);
      world.guests.delete(virtualMachine.id.toLowerCase());
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

function create(call: Call, name: string): Reply {
  const { world } = call;
  const body = bodyOf(call);
  const sent = objectAt(body, "properties");
  const location = locationIn(body);
  if (textAt(sent, "hardwareProfile", "vmSize") === undefined) throw parameterMissing("vmSize");
  assertSizeKnown(world, textAt(sent, "hardwareProfile", "vmSize") ?? "");
  if (
    valueAt(sent, "storageProfile", "osDisk") === undefined &&
    valueAt(sent, "storageProfile", "imageReference") === undefined
  ) {
    throw parameterMissing("storageProfile");
  }
  const virtualMachine: Resource = {
    id: resourceIdOf(call, virtualMachineType, name),
    name,
    type: virtualMachineType,
    location,
    ...tagsIn(body),
    ...identityIn(world, body),
    etag: '"1"',
    properties: {
      ...withoutSecrets(sent),
      storageProfile: acceptedStorageProfile(world, sent),
      vmId: world.identifiers.guid(),
      provisioningState: "Creating",
      timeCreated: azureTime(world.clock.now()),
    },
  };
  assertStorageAccepted(world, virtualMachine, objectAt(virtualMachine.properties, "storageProfile"));
  world.resources.put(virtualMachine);
  const operation = startOperation(call, {
    virtualMachine,
    name: "create",
    durationInMs: createVirtualMachineInMs,
    provisioningState: "Creating",
    retryAfterInSeconds: 30,
    finish: () => {
      const made = world.resources.get(virtualMachine.id) ?? virtualMachine;
      settleDisks(world, made, []);
      const settled = withNewEtag(world.resources.get(virtualMachine.id) ?? made);
      world.resources.put(settled);
      const guest = createGuest(world, settled.id, specificationFor(world, settled), "stopped");
      const refusal = startRefusal(world, settled);
      if (refusal !== undefined) return { error: refusal };
      boot(guest, world.clock.now());
      return {};
    },
  });
  const retryAfterInSeconds = 10;
  return {
    status: 201,
    headers: virtualMachineHeaders(call, virtualMachine, operation, {
      withLocation: false,
      retryAfterInSeconds,
    }),
    body: virtualMachineBody(world, virtualMachine),
  };
}

function update(call: Call, old: Resource, body: JsonObject): Reply {
  const { world } = call;
  const changes = withoutSecrets(objectAt(body, "properties"));
  const merged = objectAt(mergePatch(old.properties, changes));
  const properties: JsonObject = {
    ...merged,
    storageProfile: acceptedStorageProfile(world, merged, objectAt(merged, "storageProfile", "osDisk")),
    vmId: old.properties["vmId"],
    timeCreated: old.properties["timeCreated"],
  };
  assertUpdateAccepted(world, old, properties);
  assertStorageAccepted(world, old, objectAt(properties, "storageProfile"));
  const identity = identityIn(world, body, old);
  const changed = withNewEtag({ ...old, ...tagsIn(body), ...identity, properties });
  const isSameModel = isDeepStrictEqual(mergePatch(old.properties, properties), old.properties);
  if (isSameModel && isDeepStrictEqual(identity.identity, old.identity)) {
    // Recorded: a PUT that changed only tags says "Updating" and starts no operation.
    world.resources.put(changed);
    const answer = virtualMachineBody(world, {
      ...changed,
      properties: { ...properties, provisioningState: "Updating" },
    });
    return { status: 200, headers: { etag: changed.etag ?? "" }, body: answer };
  }
  const before = managedDiskIds(world, old);
  const operation = startOperation(call, {
    virtualMachine: old,
    name: "update",
    durationInMs: updateVirtualMachineInMs,
    finish: () => {
      settleDisks(world, world.resources.get(old.id) ?? changed, before);
      return {};
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

/** What is sent once and never answered. */
function withoutSecrets(properties: JsonObject): JsonObject {
  const rest = without(properties, "provisioningState", "instanceView", "userData");
  if (rest["osProfile"] === undefined) return rest;
  const osProfile = without(objectAt(rest, "osProfile"), "adminPassword", "customData");
  return {
    ...rest,
    osProfile: {
      secrets: [],
      allowExtensionOperations: true,
      requireGuestProvisionSignal: true,
      ...osProfile,
    },
  };
}

/** The etag is a counter in quotes (recorded). */
export function withNewEtag(virtualMachine: Resource): Resource {
  const count = Number(/\d+/.exec(virtualMachine.etag ?? '"1"')?.[0] ?? 1);
  return { ...virtualMachine, etag: `"${count + 1}"` };
}
