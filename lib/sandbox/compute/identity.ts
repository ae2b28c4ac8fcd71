import type { JsonObject } from "../json";
import type { Resource, World } from "../state";
import { sentIdentity, settledIdentity } from "../managed-identity/resource-identity";

/** A VM's managed identity as it was sent; where nothing was sent, it stays. */
export function identityIn(
  world: World,
  body: JsonObject,
  virtualMachine: Pick<Resource, "name" | "identity">,
): { readonly identity?: JsonObject } {
  const sent = sentIdentity(world, body);
  if (sent !== undefined) {
    const identity = settledIdentity(world, virtualMachine, sent);
    return identity["type"] === "None" ? {} : { identity };
  }
  return virtualMachine.identity === undefined ? {} : { identity: virtualMachine.identity };
}
