import { AzureError, resourceNotFound } from "../errors";
import { param, type Call, type Reply } from "../http";
import { isJsonObject, objectAt, textAt, type Json, type JsonObject } from "../json";
import { page } from "../resources/paging";
import { tagsOf } from "../resources/tags";
import type { Resource } from "../state";
import { addServicePrincipal, removeServicePrincipal } from "./resource-identity";

export const userAssignedIdentityType = "Microsoft.ManagedIdentity/userAssignedIdentities";

/** PUT of an identity: 201 for a new one, with its principal at once, 200 for an old one. */
export function putIdentity(call: Call): Reply {
  const { world } = call;
  const location = textAt(call.body, "location");
  const old = world.resources.get(idOf(call));
  if (old !== undefined) return { status: 200, body: identityBody(changed(call, old)) };
  assertName(param(call, "identityName"));
  if (location === undefined) {
    throw new AzureError(400, "LocationRequired", "The location property is required for this definition.");
  }
  const principal = addServicePrincipal(world, param(call, "identityName"));
  const identity: Resource = {
    id: idOf(call),
    name: param(call, "identityName"),
    type: userAssignedIdentityType,
    location: location.replaceAll(" ", "").toLowerCase(),
    tags: tagsOf(objectAt(call.body, "tags")),
    properties: {
      tenantId: world.tenantId,
      principalId: principal.objectId,
      clientId: principal.applicationId,
    },
  };
  world.resources.put(identity);
  return { status: 201, body: identityBody(identity) };
}

/** PATCH of an identity: only tags can be changed. */
export function patchIdentity(call: Call): Reply {
  return { status: 200, body: identityBody(changed(call, found(call))) };
}

export function getIdentity(call: Call): Reply {
  return { status: 200, body: identityBody(found(call)) };
}

export function listIdentitiesInGroup(call: Call): Reply {
  return list(
    call,
    `/subscriptions/${param(call, "subscriptionId")}/resourceGroups/${param(call, "resourceGroupName")}`,
  );
}

export function listIdentitiesInSubscription(call: Call): Reply {
  return list(call, `/subscriptions/${param(call, "subscriptionId")}`);
}

/** DELETE of an identity: what uses it loses its rights. */
export function deleteIdentity(call: Call): Reply {
  const identity = call.world.resources.get(idOf(call));
  if (identity === undefined) return { status: 204 };
  removeServicePrincipal(call.world, textAt(identity.properties, "principalId") ?? "");
  call.world.resources.delete(identity.id);
  return { status: 200 };
}

function list(call: Call, scope: string): Reply {
  const identities = call.world.resources.list(userAssignedIdentityType, scope).map(identityBody);
  return { status: 200, body: page(call, identities) };
}

function changed(call: Call, old: Resource): Resource {
  const tags: Json = isJsonObject(call.body) ? call.body["tags"] : undefined;
  const identity = tags === undefined ? old : { ...old, tags: tagsOf(tags) };
  call.world.resources.put(identity);
  return identity;
}

function found(call: Call): Resource {
  const identity = call.world.resources.get(idOf(call));
  if (identity !== undefined) return identity;
  throw resourceNotFound(
    userAssignedIdentityType,
    param(call, "identityName"),
    param(call, "resourceGroupName"),
  );
}

/** Its own provider writes `resourcegroups` in lower case (answers in "Manage user-assigned managed identities"). */
function idOf(call: Call): string {
  const [subscriptionId, group] = [param(call, "subscriptionId"), param(call, "resourceGroupName")];
  const name = call.world.resourceGroups.get(`${subscriptionId}/${group}`.toLowerCase())?.name ?? group;
  return `/subscriptions/${subscriptionId}/resourcegroups/${name}/providers/${userAssignedIdentityType}/${param(call, "identityName")}`;
}

/** "Manage user-assigned managed identities": 3 to 128 letters, digits, hyphens and underscores, a letter or a digit first. */
function assertName(name: string): void {
  if (/^[a-z0-9][a-z0-9_-]{2,127}$/i.test(name)) return;
  throw new AzureError(400, "InvalidResourceName", `(sandbox) '${name}' can't be the name of an identity.`);
}

function identityBody({ id, name, type, location, tags = {}, properties }: Resource): JsonObject {
  return { id, name, type, location, tags, properties };
}
