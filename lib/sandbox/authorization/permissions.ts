import type { Call, Reply, Route } from "../http";
import { atScopes, scopeOfCall } from "../scopes";
import { rolesAt } from "./access";
import { authorizationVersions } from "./versions";

/** What the caller itself may do at a scope: one entry for each of its roles there. */
export const permissionRoutes: readonly Route[] = atScopes("Microsoft.Authorization/permissions").map(
  (path) => ({
    method: "GET",
    path,
    action: "Microsoft.Authorization/permissions/read",
    apiVersions: authorizationVersions,
    handler: listPermissions,
  }),
);

function listPermissions({ world, caller, url }: Call): Reply {
  const value = rolesAt(world, caller, scopeOfCall(url)).map(({ actions, notActions, dataActions }) => ({
    actions,
    notActions,
    dataActions,
    notDataActions: [],
  }));
  return { status: 200, body: { value } };
}
