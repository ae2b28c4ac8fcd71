import { isDeepStrictEqual } from "node:util";

import { defined } from "@runbooks/azure";
import { operationNotAllowed } from "../errors";
import type { Call, Reply } from "../http";
import { isJsonObject, mergePatch, objectAt, textAt, valueAt, without, type JsonObject } from "../json";
import { sentIdentity, settledIdentity, removeServicePrincipal } from "../managed-identity/resource-identity";
import { assertSetAccepted } from "../rules/server-side-encryption/sets";
import type { Resource } from "../state";
import { resourcesOf } from "../rules/server-side-encryption/disk-encryption-set";
import { rotateTo, reviewSets } from "./set-rotation";
import { deleteLater, readDiskResources, startDiskOperation } from "./disk-operation";
import { page } from "../paging";
import { resourceBody, type Action, type ResourceType } from "../resource-type";
import { diskEncryptionSetVersions } from "../api-versions";
import { bodyOf, locationIn, tagsIn } from "../request-body";
import { diskEncryptionSetType } from "../resource-types";

// Buckets as recorded in 2023 and 2024. In some regions a change of a set counts in HighCostDiskEncryptionSet; nobody recorded deletions.
const changeSet = ["CreateUpdateHighCostDiskEncryptionSet3Min", "CreateUpdateHighCostDiskEncryptionSet30Min"];

/**
 * Disk encryption sets. PUT: 202 for a new one and for an old one; PATCH: another key, another identity, the flag of automatic rotation.
 */
export const diskEncryptionSets: ResourceType = {
  type: diskEncryptionSetType,
  apiVersions: diskEncryptionSetVersions,
  rateLimits: {
    ...readDiskResources,
    put: changeSet,
    patch: changeSet,
    delete: ["HighCostDiskEncryptionSet3Min", "HighCostDiskEncryptionSet30Min"],
    associatedResources: readDiskResources.list,
  },
  put: (call, { id, name, old }) => {
    const { world } = call;
    const body = bodyOf(call);
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
        return resourceBody(made);
      },
    });
  },
  patch: (call, old) => {
    const body = bodyOf(call);
    const sent = sentProperties(body);
    // Another key may be in another vault: its reference is replaced as a whole.
    const activeKey = isJsonObject(sent["activeKey"]) ? { activeKey: sent["activeKey"] } : {};
    return change(call, old, withMergedIdentity(old, body), (properties) => ({
      ...objectAt(mergePatch(properties, without(sent, "activeKey"))),
      ...activeKey,
    }));
  },
  // Refused while something is encrypted with it; no document gives the text.
  remove: (call, set) => {
    const { world } = call;
    const [first, ...others] = resourcesOf(world, set);
    if (first !== undefined) {
      throw operationNotAllowed(
        `(sandbox) Disk encryption set '${set.name}' can't be deleted: '${first.name}' and ${others.length} more are encrypted with it.`,
      );
    }
    return deleteLater(call, set, () => {
      const principalId = textAt(set.identity, "principalId");
      if (principalId !== undefined) removeServicePrincipal(world, principalId);
    });
  },
};

/** GET .../diskEncryptionSets/{set}/associatedResources: ids alone. */
export const listAssociatedResources: Action = (call, set) =>
  page(
    call,
    resourcesOf(call.world, set).map(({ id }) => id),
  );

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
    ...defined({ identity: identity && withOwnPrincipal(old, identity) }),
    properties: changed(old.properties),
  };
  assertSetAccepted({ world, set, old });
  world.resources.put(updating(old));
  return startDiskOperation(call, old.location ?? "", {
    body: call.method === "PUT" ? accepted(body) : resourceBody(updating(set)),
    finish: () => {
      const current = world.resources.get(old.id) ?? old;
      const oldKey = objectAt(current.properties, "activeKey");
      const properties = changed(current.properties);
      const settled: Resource = {
        ...set,
        ...defined({ identity: identity && settledIdentity(world, current, identity) }),
        // Whatever was wrong with the automatic rotation, it is tried again.
        properties: {
          ...without(properties, "autoKeyRotationError"),
          activeKey: oldKey,
          provisioningState: "Succeeded",
        },
      };
      world.resources.put(settled);
      const activeKey = objectAt(properties, "activeKey");
      return resourceBody(
        isDeepStrictEqual(activeKey, oldKey) ? settled : rotateTo(world, settled, activeKey),
      );
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
