import { textAt } from "../json";
import type { Principal, Resource, World } from "../state";
import { appearsInDirectoryInMs } from "./durations";

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
