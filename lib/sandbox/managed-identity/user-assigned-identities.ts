import { AzureError } from "../errors";
import type { Call } from "../http";
import { isJsonObject, objectAt, textAt, type Json, type JsonObject } from "../json";
import { page } from "../resources/paging";
import { tagsOf } from "../resources/tags";
import type { Resource } from "../state";
import { addServicePrincipal, removeServicePrincipal, userAssignedIdentityType } from "./resource-identity";
import { identityVersions } from "../api-versions";
import { groupId, type ResourceType } from "../resource-type";
import { locationIn } from "../request-body";

/** Identities that live on their own, to be given to other resources. PUT: 201 for a new one, with its principal at once, 200 for an old one. */
export const userAssignedIdentities: ResourceType = {
  type: userAssignedIdentityType,
  apiVersions: identityVersions,
  // Its own provider writes `resourcegroups` in lower case (answers in "Manage user-assigned managed identities").
  idOf: (call, name) =>
    `${groupId(call).replace("/resourceGroups/", "/resourcegroups/")}/providers/${userAssignedIdentityType}/${name}`,
  bodyOf: identityBody,
  list: (call, scope) => {
    const identities = call.world.resources.list(userAssignedIdentityType, scope).map(identityBody);
    return { status: 200, body: page(call, identities) };
  },
  put: (call, { id, name, old }) => {
    const { world } = call;
    if (old !== undefined) return { status: 200, body: identityBody(changed(call, old)) };
    assertName(name);
    const location = locationIn(objectAt(call.body));
    const principal = addServicePrincipal(world, name);
    const identity: Resource = {
      id,
      name,
      type: userAssignedIdentityType,
      location,
      tags: tagsOf(objectAt(call.body, "tags")),
      properties: {
        tenantId: world.tenantId,
        principalId: principal.objectId,
        clientId: principal.applicationId,
      },
    };
    world.resources.put(identity);
    // As recorded by the Azure CLI (test_identity_management): where the identity is, without an api-version; no operation goes on there.
    return { status: 201, body: identityBody(identity), headers: { location: id } };
  },
  // Only tags can be changed.
  patch: (call, old) => ({ status: 200, body: identityBody(changed(call, old)) }),
  // What uses it loses its rights.
  remove: ({ world }, { id, properties }) => {
    removeServicePrincipal(world, textAt(properties, "principalId") ?? "");
    world.resources.delete(id);
    return { status: 200 };
  },
};

function changed(call: Call, old: Resource): Resource {
  const tags: Json = isJsonObject(call.body) ? call.body["tags"] : undefined;
  const identity = tags === undefined ? old : { ...old, tags: tagsOf(tags) };
  call.world.resources.put(identity);
  return identity;
}

/** "Manage user-assigned managed identities": 3 to 128 letters, digits, hyphens and underscores, a letter or a digit first. */
function assertName(name: string): void {
  if (/^[a-z0-9][a-z0-9_-]{2,127}$/i.test(name)) return;
  throw new AzureError(400, "InvalidResourceName", `(sandbox) '${name}' can't be the name of an identity.`);
}

function identityBody({ id, name, type, location, tags = {}, properties }: Resource): JsonObject {
  return { id, name, type, location, tags, properties };
}
