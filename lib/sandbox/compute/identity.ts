import { isJsonObject, textAt, valueAt, type JsonObject } from "../json";
import type { Resource, World } from "../state";

/** A VM's managed identity as it was sent; Entra makes a principal for a system-assigned one, and keeps it. */
export function identityIn(
  world: World,
  body: JsonObject,
  old?: Resource,
): { readonly identity?: JsonObject } {
  const sent = valueAt(body, "identity");
  if (!isJsonObject(sent)) return old?.identity === undefined ? {} : { identity: old.identity };
  if (!(textAt(sent, "type") ?? "").includes("SystemAssigned")) return { identity: sent };
  const principalId = textAt(old?.identity, "principalId") ?? world.identifiers.guid();
  return { identity: { ...sent, principalId, tenantId: world.tenantId } };
}
