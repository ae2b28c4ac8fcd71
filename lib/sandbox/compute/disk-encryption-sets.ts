import { isDeepStrictEqual } from "node:util";

import { defined } from "@runbooks/azure";
import { operationNotAllowed } from "../errors";
import { param, type Call, type Reply } from "../http";
import { isJsonObject, mergePatch, objectAt, textAt, valueAt, without, type JsonObject } from "../json";
import { sentIdentity, settledIdentity, removeServicePrincipal } from "../managed-identity/resource-identity";
import { assertSetAccepted } from "../rules/server-side-encryption/sets";
import type { Resource } from "../state";
import { resourcesOf } from "./disk-encryption-sets/disk-encryption-set";
import { rotateTo, reviewSets } from "./disk-encryption-sets/review";
import { startDiskOperation } from "./disk-operation";
import { page, resourcePage } from "./paging";
import { bodyOf, locationIn, tagsIn } from "./request-body";
import { diskEncryptionSetType, found, groupId, resourceIdOf } from "./resource-types";

/** PUT .../diskEncryptionSets/{set}: 202 for a new one and for an old one. */
export function putSet(call: Call): Reply {
  const { world } = call;
  const name = param(call, "diskEncryptionSetName");
  const body = bodyOf(call);
  const id = resourceIdOf(call, diskEncryptionSetType, name);
  const old = world.resources.get(id);
  const sent = sentProperties(body);
  if (old !== undefined) {
    return change(call, old, body, (properties) => ({
      ...without(properties, "rotationToLatestKeyVersionEnabled", "federatedClientId"),
      ...withoutNull(sent),
    }));
  }
  const identity = sentIdentity(world, body) ?? { type: "None" };
  const set: Resource = {
    id,
    name,
    type: diskEncryptionSetType,
    location: locationIn(body),
    ...tagsIn(body),
    identity,
    properties: { encryptionType: "EncryptionAtRestWithCustomerKey", ...withoutNull(sent) },
  };
  assertSetAccepted({ world, set, old });
  return startDiskOperation(call, set.location ?? "", {
    body: accepted(body),
    finish: () => {
      const made: Resource = {
        ...set,
        identity: settledIdentity(world, { name }, identity),
        properties: { ...set.properties, provisioningState: "Succeeded" },
      };
      world.resources.put(made);
      reviewSets(world);
      return setBody(made);
    },
  });
}

/** PATCH .../diskEncryptionSets/{set}: another key, another identity, the flag of automatic rotation. */
export function patchSet(call: Call): Reply {
  const old = found(call, diskEncryptionSetType, param(call, "diskEncryptionSetName"));
  const body = bodyOf(call);
  const sent = sentProperties(body);
  // Another key may be in another vault: its reference is replaced as a whole.
  const activeKey = isJsonObject(sent["activeKey"]) ? { activeKey: sent["activeKey"] } : {};
  return change(call, old, withMergedIdentity(old, body), (properties) => ({
    ...objectAt(mergePatch(properties, without(sent, "activeKey"))),
    ...activeKey,
  }));
}

/** GET .../diskEncryptionSets/{set}. */
export function getSet(call: Call): Reply {
  return {
    status: 200,
    body: setBody(found(call, diskEncryptionSetType, param(call, "diskEncryptionSetName"))),
  };
}

/** GET .../resourceGroups/{group}/.../diskEncryptionSets. */
export function listSets(call: Call): Reply {
  return resourcePage(call, diskEncryptionSetType, groupId(call), setBody);
}

/** GET /subscriptions/{id}/providers/Microsoft.Compute/diskEncryptionSets. */
export function listAllSets(call: Call): Reply {
  const scope = `/subscriptions/${param(call, "subscriptionId")}`;
  return resourcePage(call, diskEncryptionSetType, scope, setBody);
}

/** GET .../diskEncryptionSets/{set}/associatedResources: ids alone. */
export function listAssociatedResources(call: Call): Reply {
  const set = found(call, diskEncryptionSetType, param(call, "diskEncryptionSetName"));
  return page(
    call,
    resourcesOf(call.world, set).map(({ id }) => id),
  );
}

/** DELETE .../diskEncryptionSets/{set}: refused while something is encrypted with it; no document gives the text. */
export function deleteSet(call: Call): Reply {
  const { world } = call;
  const name = param(call, "diskEncryptionSetName");
  const set = world.resources.get(resourceIdOf(call, diskEncryptionSetType, name));
  if (set === undefined) return { status: 204 };
  const [first, ...others] = resourcesOf(world, set);
  if (first !== undefined) {
    throw operationNotAllowed(
      `(sandbox) Disk encryption set '${set.name}' can't be deleted: '${first.name}' and ${others.length} more are encrypted with it.`,
    );
  }
  world.resources.put({ ...set, properties: { ...set.properties, provisioningState: "Deleting" } });
  return startDiskOperation(call, set.location ?? "", {
    finish: () => {
      const principalId = textAt(set.identity, "principalId");
      if (principalId !== undefined) removeServicePrincipal(world, principalId);
      world.resources.delete(set.id);
      return undefined;
    },
  });
}

/** What a GET answers of a set. */
function setBody({ id, name, type, location, tags, identity, properties }: Resource): JsonObject {
  return { name, id, type, location, ...defined({ tags }), identity, properties };
}

function change(
  call: Call,
  old: Resource,
  body: JsonObject,
  changed: (properties: JsonObject) => JsonObject,
): Reply {
  const { world } = call;
  const identity = sentIdentity(world, body);
  const set: Resource = {
    ...old,
    ...tagsIn(body),
    // The rules have to look at the identity that will be; a new one of the set's own exists only once this is over.
    ...(identity === undefined ? {} : { identity: withOwnPrincipal(old, identity) }),
    properties: changed(old.properties),
  };
  assertSetAccepted({ world, set, old });
  world.resources.put(updating(old));
  return startDiskOperation(call, old.location ?? "", {
    body: call.method === "PUT" ? accepted(body) : setBody(updating(set)),
    finish: () => {
      const current = world.resources.get(old.id) ?? old;
      const oldKey = objectAt(current.properties, "activeKey");
      const properties = changed(current.properties);
      const settled: Resource = {
        ...set,
        ...(identity === undefined ? {} : { identity: settledIdentity(world, current, identity) }),
        // Whatever was wrong with the automatic rotation, it is tried again.
        properties: {
          ...without(properties, "autoKeyRotationError"),
          activeKey: oldKey,
          provisioningState: "Succeeded",
        },
      };
      world.resources.put(settled);
      const activeKey = objectAt(properties, "activeKey");
      return setBody(isDeepStrictEqual(activeKey, oldKey) ? settled : rotateTo(world, settled, activeKey));
    },
  });
}

const withOwnPrincipal = (old: Resource, identity: JsonObject): JsonObject =>
  (textAt(identity, "type") ?? "").includes("SystemAssigned")
    ? { ...identity, principalId: valueAt(old.identity, "principalId") }
    : identity;

/** A PATCH adds user-assigned identities to those that a set has; null takes one away. */
function withMergedIdentity(old: Resource, body: JsonObject): JsonObject {
  const identity = valueAt(body, "identity");
  if (!isJsonObject(identity) || !(textAt(identity, "type") ?? "").includes("UserAssigned")) return body;
  const userAssignedIdentities = mergePatch(
    objectAt(old.identity, "userAssignedIdentities"),
    objectAt(identity, "userAssignedIdentities"),
  );
  return { ...body, identity: { ...identity, userAssignedIdentities } };
}

/** What can be sent; "None" clears the application of another tenant. */
function sentProperties(body: JsonObject): JsonObject {
  const kept = without(
    objectAt(body, "properties"),
    "provisioningState",
    "previousKeys",
    "lastKeyRotationTimestamp",
    "autoKeyRotationError",
  );
  return textAt(kept, "federatedClientId") === "None" ? { ...kept, federatedClientId: null } : kept;
}

const withoutNull = (sent: JsonObject): JsonObject => objectAt(mergePatch({}, sent));

const updating = (set: Resource): Resource => ({
  ...set,
  properties: { ...set.properties, provisioningState: "Updating" },
});

/** The 202's own body of a PUT: an echo without name, id and type, `Updating` (recorded). */
function accepted(body: JsonObject): JsonObject {
  return {
    ...body,
    properties: { ...objectAt(body, "properties"), provisioningState: "Updating" },
  };
}
