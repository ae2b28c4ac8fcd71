import { isDeepStrictEqual } from "node:util";
import { updateVirtualMachineInMs, deleteVirtualMachineInMs } from "../guest/durations";
import type { Call, Reply } from "../http";
import { mergePatch, objectAt, type JsonObject } from "../json";
import type { Resource } from "../state";
import { identityIn, virtualMachineBody, withNewEtag, withoutSecrets } from "./virtual-machine-body";
import { tagsIn, bodyOf } from "../request-body";
import {
  networkInterfaceIds,
  settleNetworkInterfaces,
  releaseNetworkInterfaces,
} from "./virtual-machine-network";
import { storageRefusal } from "./start";
import {
  readMachine,
  startOperation,
  updateMachine,
  virtualMachineHeaders,
} from "./virtual-machine-operation";
import { computeVersions } from "../api-versions";
import type { Action, ResourceType } from "../resource-type";
import { assertUpdateAccepted, assertPreconditions } from "./virtual-machine-refusals";
import {
  acceptedStorageProfile,
  managedDiskIds,
  settleDisks,
  diskIdsToDelete,
  setOwner,
} from "./virtual-machine-storage";
import { instanceViewOf } from "./instance-view";
import { resourcePage } from "../paging";
import { extensionType, runCommandType, virtualMachineType } from "../resource-types";
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

// Buckets as recorded in 2024; which resource falls into which, see recorded/README.md.
const putMachine = ["PutVMSubscriptionMaximum", "PutVMResource"];
const deleteMachine = ["DeleteVMSubscriptionMaximum", "DeleteVMResource"];

/** Virtual machines. PUT: 201 for a new one, 200 for an old one. */
export const virtualMachines: ResourceType = {
  type: virtualMachineType,
  apiVersions: computeVersions,
  rateLimits: {
    list: ["HighCostGetSubscriptionMaximum"],
    get: readMachine,
    put: putMachine,
    patch: putMachine,
    delete: deleteMachine,
    instanceView: readMachine,
    deallocate: deleteMachine,
    action: updateMachine,
  },
  bodyOf: (virtualMachine, view) => virtualMachineBody(view.world, virtualMachine, view),
  headersOf: ({ etag = '"1"' }) => ({ etag }),
  // `statusOnly=true` answers the run-time status of a subscription's VMs too.
  list: (call, scope) => {
    const isOfGroup = call.params["resourceGroupName"] !== undefined;
    const withInstanceView = !isOfGroup && call.query("statusOnly") === "true";
    return resourcePage(call, virtualMachineType, scope, (machine) =>
      virtualMachineBody(call.world, machine, { withInstanceView, inList: true }),
    );
  },
  put: (call, target) => {
    const { old } = target;
    assertPreconditions(call, old);
    return old === undefined
      ? createVirtualMachine(call, target)
      : updateVirtualMachine(call, old, bodyOf(call));
  },
  patch: (call, old) => {
    assertPreconditions(call, old);
    return updateVirtualMachine(call, old, bodyOf(call));
  },
  // Disks and network interfaces stay, unless their `deleteOption` says otherwise.
  remove: (call, virtualMachine) => {
    const { world } = call;
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
    const options = { withLocation: true, retryAfterInSeconds: 10 };
    return { status: 202, headers: virtualMachineHeaders(call, virtualMachine, operation, options) };
  },
};

/** GET .../virtualMachines/{vm}/instanceView. */
export const getInstanceView: Action = ({ world }, virtualMachine) => ({
  status: 200,
  body: instanceViewOf(world, virtualMachine),
});
