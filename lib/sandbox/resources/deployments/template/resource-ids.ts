import type { DeploymentScope } from "../scope";

/** The id of a resource below a scope: types and names are told one by one. */
export function resourceIdBelow(scopeId: string, type: string, names: readonly string[]): string {
  const [namespace = "", ...types] = type.split("/");
  const path = types.map((segment, index) => `${segment}/${names[index] ?? ""}`).join("/");
  return `${scopeId === "/" ? "" : scopeId}/providers/${namespace}/${path}`;
}

const groupType = "microsoft.resources/resourcegroups";

/** The id of a resource that a template at a scope deploys; groups have ids of their own form. */
export function deployedResourceId(
  { id, subscriptionId }: DeploymentScope,
  type: string,
  names: readonly string[],
): string {
  const isGroupOfSubscription = type.toLowerCase() === groupType && id === `/subscriptions/${subscriptionId}`;
  return isGroupOfSubscription ? `${id}/resourceGroups/${names[0] ?? ""}` : resourceIdBelow(id, type, names);
}
