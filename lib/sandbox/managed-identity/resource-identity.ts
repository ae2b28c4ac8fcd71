import { textAt, isJsonObject, objectAt, valueAt, type JsonObject } from "../json";
import type { Principal, Resource, World } from "../state";
import { AzureError, invalidParameter } from "../errors";

export const userAssignedIdentityType = "Microsoft.ManagedIdentity/userAssignedIdentities";

const minute = 60_000;

/**
 * From the making of a managed identity until Entra knows its service principal.
 *
 * "Enable customer-managed keys for managed disks with PowerShell", 2026-09-21: it may take a few minutes; the figure is assumed.
 */
const appearsInDirectoryInMs: number = 2 * minute;

/**
 * From a role assignment to a managed identity until a vault lets it in.
 *
 * "Provide access to Key Vault keys with Azure role-based access control": several minutes; the figure is assumed. An access policy is part of the vault itself and counts at once.
 */
export const roleAssignmentTakesEffectInMs: number = 5 * minute;

/** Makes the service principal of a new managed identity. It can be granted something at once, but Entra finds it only later. */
export function addServicePrincipal(world: World, name: string): Principal {
  const principal: Principal = {
    name,
    objectId: world.identifiers.guid(),
    applicationId: world.identifiers.guid(),
    type: "ServicePrincipal",
    appearsAt: new Date(world.clock.now().getTime() + appearsInDirectoryInMs),
  };
  world.principals.push(principal);
  return principal;
}

/** Removes the service principal of an identity that was deleted; role assignments to it stay, and lead nowhere. */
export function removeServicePrincipal(world: World, objectId: string): void {
  const index = world.principals.findIndex(
    (principal) => isManagedIdentity(principal) && principal.objectId === objectId,
  );
  if (index >= 0) world.principals.splice(index, 1);
}

/** Makes the service principal of an identity that a fleet gives with a resource; Entra has known it for long. */
export function addFleetServicePrincipal(world: World, { name, identity, properties }: Resource): void {
  // A user-assigned identity has them among its properties.
  const objectId = textAt(identity, "principalId") ?? textAt(properties, "principalId");
  if (objectId === undefined || world.principals.some((principal) => principal.objectId === objectId)) return;
  world.principals.push({
    name,
    objectId,
    applicationId: textAt(properties, "clientId") ?? objectId,
    type: "ServicePrincipal",
    appearsAt: world.clock.now(),
  });
}

/** A principal by its object id; undefined where there is none (any more). */
export function principalOf(world: World, objectId: string): Principal | undefined {
  return world.principals.find((principal) => principal.objectId.toLowerCase() === objectId.toLowerCase());
}

/** Whether Entra finds a principal when it is asked for it. */
export function hasAppeared(world: World, { appearsAt }: Principal): boolean {
  return appearsAt === undefined || appearsAt <= world.clock.now();
}

/** Whether a principal is that of a managed identity. */
export function isManagedIdentity({ appearsAt }: Principal): boolean {
  return appearsAt !== undefined;
}

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
    throw invalidParameter(`(sandbox) The identity type '${type}' is not valid.`, "identity.type");
  }
  const missing = userAssignedIdsOf(sent).find((id) => identityNamed(world, id) === undefined);
  if (missing !== undefined) {
    throw new AzureError(400, "FailedIdentityOperation", `(sandbox) There is no identity ${missing}.`);
  }
  if (type.includes("UserAssigned") !== userAssignedIdsOf(sent).length > 0) {
    throw invalidParameter(
      `(sandbox) An identity of type '${type}' ${type.includes("UserAssigned") ? "names" : "doesn't name"} user-assigned identities.`,
      "identity.userAssignedIdentities",
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
