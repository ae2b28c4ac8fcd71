import { param, type Call } from "../../http";
import type { JsonObject } from "../../json";

/** Where a deployment deploys to: a resource group, or a subscription. */
export interface DeploymentScope {
  /** `/subscriptions/{id}/resourceGroups/{name}`, or `/subscriptions/{id}`. */
  readonly id: string;
  readonly subscriptionId: string;
  readonly tenantId: string;
  /** What `subscription()` answers. */
  readonly subscription: JsonObject;
  /** What `resourceGroup()` answers; undefined in a subscription's deployment. */
  readonly resourceGroup?: JsonObject;
}

/** The scope that a request names; the door let it through, so it is there. */
export function scopeOf(call: Call): DeploymentScope {
  const { world, params } = call;
  const subscription = world.subscriptions.get(param(call, "subscriptionId").toLowerCase());
  if (subscription === undefined)
    throw new TypeError("(sandbox) The door lets no request for a missing subscription through.");
  const { subscriptionId, tenantId, displayName } = subscription;
  const id = `/subscriptions/${subscriptionId}`;
  const shared = {
    subscriptionId,
    tenantId,
    subscription: { id, subscriptionId, tenantId, displayName },
  };
  const groupName = params["resourceGroupName"];
  if (groupName === undefined) return { id, ...shared };
  const group = world.resourceGroups.get(`${subscriptionId}/${groupName}`.toLowerCase());
  if (group === undefined)
    throw new TypeError("(sandbox) The door lets no request for a missing group through.");
  const groupId = `${id}/resourceGroups/${group.name}`;
  return {
    id: groupId,
    ...shared,
    resourceGroup: {
      id: groupId,
      name: group.name,
      type: "Microsoft.Resources/resourceGroups",
      location: group.location,
      tags: group.tags,
      properties: { provisioningState: "Succeeded" },
    },
  };
}
