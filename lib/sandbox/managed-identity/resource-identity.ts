import { AzureError } from "../errors";
import { isJsonObject, objectAt, textAt, valueAt, type JsonObject } from "../json";
import type { Principal, Resource, World } from "../state";
import { addServicePrincipal, principalOf, removeServicePrincipal } from "./service-principals";
import { userAssignedIdentityType } from "./user-assigned-identities";

const identityTypes: readonly string[] = [
  "SystemAssigned",
  "UserAssigned",
  "SystemAssigned, UserAssigned",
  "None",
];

/** What a request says of a resource's managed identity, looked over; undefined: nothing, so that it stays. */
export function sentIdentity(world: World, body: JsonObject): JsonObject | undefined {
  const sent = valueAt(body, "identity");
  if (!isJsonObject(sent)) return undefined;
  const type = typeOf(sent);
  if (!identityTypes.includes(type)) {
    throw new AzureError(400, "InvalidParameter", `(sandbox) The identity type '${type}' is not valid.`, {
      target: "identity.type",
    });
  }
  const missing = userAssignedIdsOf(sent).find((id) => identityNamed(world, id) === undefined);
  if (missing !== undefined) {
    throw new AzureError(400, "FailedIdentityOperation", `(sandbox) There is no identity ${missing}.`);
  }
  if (type.includes("UserAssigned") !== userAssignedIdsOf(sent).length > 0) {
    throw new AzureError(
      400,
      "InvalidParameter",
      `(sandbox) An identity of type '${type}' ${type.includes("UserAssigned") ? "names" : "doesn't name"} user-assigned identities.`,
      { target: "identity.userAssignedIdentities" },
    );
  }
  return { ...sent, type };
}

/**
 * A resource's identity as Azure keeps it: a system-assigned one gets its service principal when it is first asked for, keeps it, and loses
 * it when it is no longer asked for.
 */
export function settledIdentity(
  world: World,
  { name, identity: old }: Pick<Resource, "name" | "identity">,
  sent: JsonObject,
): JsonObject {
  const type = typeOf(sent);
  const oldPrincipalId = textAt(old, "principalId");
  const userAssignedIdentities = Object.fromEntries(
    userAssignedIdsOf(sent).map((id) => [id, userAssignedEntry(world, id)]),
  );
  const withUserAssigned = type.includes("UserAssigned") ? { userAssignedIdentities } : {};
  if (!type.includes("SystemAssigned")) {
    if (oldPrincipalId !== undefined) removeServicePrincipal(world, oldPrincipalId);
    return { type, ...withUserAssigned };
  }
  const principalId = oldPrincipalId ?? addServicePrincipal(world, name).objectId;
  return { type, principalId, tenantId: world.tenantId, ...withUserAssigned };
}

/** The principals by which a resource reaches others; none where its identity was taken away, or deleted. */
export function principalsOf(world: World, { identity }: Resource): readonly Principal[] {
  const userAssigned = userAssignedIdsOf(identity).flatMap((id) => {
    const principalId = textAt(identityNamed(world, id)?.properties, "principalId");
    return principalId ?? [];
  });
  return [textAt(identity, "principalId"), ...userAssigned].flatMap((objectId) => {
    const principal = objectId === undefined ? undefined : principalOf(world, objectId);
    return principal ?? [];
  });
}

/** The ids of the user-assigned identities that an identity names. */
export function userAssignedIdsOf(identity: JsonObject | undefined): readonly string[] {
  const named = objectAt(identity, "userAssignedIdentities");
  return Object.keys(named).filter((id) => named[id] !== null);
}

function identityNamed(world: World, id: string): Resource | undefined {
  const found = world.resources.get(id);
  return found?.type === userAssignedIdentityType ? found : undefined;
}

function userAssignedEntry(world: World, id: string): JsonObject {
  const properties = identityNamed(world, id)?.properties;
  return { principalId: properties?.["principalId"], clientId: properties?.["clientId"] };
}

/** `SystemAssigned,UserAssigned`, with a blank or without. */
function typeOf(identity: JsonObject): string {
  return (textAt(identity, "type") ?? "").replace(/,\s*/, ", ");
}
