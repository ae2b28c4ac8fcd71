import { isDeepStrictEqual } from "node:util";

import { updateVirtualMachineInMs } from "../guest/durations";
import type { Call, Reply } from "../http";
import { mergePatch, objectAt, type JsonObject } from "../json";
import type { Resource } from "../state";
import { identityIn } from "./identity";
import { tagsIn } from "./request-body";
import { virtualMachineBody, withNewEtag, withoutSecrets } from "./virtual-machine-body";
import { networkInterfaceIds, settleNetworkInterfaces } from "./virtual-machine-network";
import { storageRefusal } from "./start-refusals";
import { startOperation, virtualMachineHeaders } from "./virtual-machine-operation";
import { assertUpdateAccepted } from "./virtual-machine-refusals";
import { acceptedStorageProfile, managedDiskIds, settleDisks } from "./virtual-machine-storage";

/** PUT or PATCH of a VM that is there: what the request leaves out stays. */
export function updateVirtualMachine(call: Call, old: Resource, body: JsonObject): Reply {
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
