/** What an extension resource (a role assignment, tags, a policy assignment) can be attached to. */
export type ScopeKind = "subscription" | "resourceGroup" | "resource" | "childResource";

const subscription = "/subscriptions/:subscriptionId";
const resourceGroup = `${subscription}/resourceGroups/:resourceGroupName`;
const resource = `${resourceGroup}/providers/:resourceNamespace/:resourceType/:resourceName`;
const pathOf: Readonly<Record<ScopeKind, string>> = {
  subscription,
  resourceGroup,
  resource,
  childResource: `${resource}/:childType/:childName`,
};

const everywhere: readonly ScopeKind[] = ["subscription", "resourceGroup", "resource", "childResource"];

/** The route paths of an extension resource: `Microsoft.Authorization/roleAssignments` at each kind of scope. */
export function atScopes(suffix: string, kinds: readonly ScopeKind[] = everywhere): readonly string[] {
  return kinds.map((kind) => `${pathOf[kind]}/providers/${suffix}`);
}

/** The scope that a request on an extension resource names: its path up to the last `/providers/`. */
export function scopeOfCall(url: URL): string {
  const path = url.pathname.replace(/\/{2,}/g, "/");
  return path.slice(0, path.toLowerCase().lastIndexOf("/providers/"));
}
