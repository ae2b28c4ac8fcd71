import { AzureError } from "../errors";
import type { Call, Reply } from "../http";
import { scopeOfCall } from "../scopes";
import type { Principal, RoleAssignment, World } from "../state";
import { roleDefinitions, type RoleDefinition } from "./role-definitions";

const matches = (pattern: string, action: string): boolean =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((text) => text.replace(/[.]/g, "\\."))
      .join(".*")}$`,
    "i",
  ).test(action);

function grants(role: RoleDefinition, action: string, plane: "control" | "data"): boolean {
  if (plane === "data") return role.dataActions.some((pattern) => matches(pattern, action));
  return (
    role.actions.some((pattern) => matches(pattern, action)) &&
    !role.notActions.some((pattern) => matches(pattern, action))
  );
}

/** Whether a scope lies at or below another: an assignment on a group reaches every resource in it. */
export function scopeCovers(outer: string, inner: string): boolean {
  const [a, b] = [outer.toLowerCase().replace(/\/+$/, ""), inner.toLowerCase().replace(/\/+$/, "")];
  return a === "" || a === b || b.startsWith(`${a}/`);
}

/** The roles that a caller has at a scope, assigned there or above, and in effect. */
export function rolesAt(world: World, principal: Principal, scope: string): readonly RoleDefinition[] {
  return world.roleAssignments
    .filter(
      (assignment) =>
        assignment.principalId === principal.objectId &&
        scopeCovers(assignment.scope, scope) &&
        isInEffect(world, assignment),
    )
    .flatMap((assignment) =>
      roleDefinitions.filter(({ id }) => id === assignment.roleDefinitionId.toLowerCase()),
    );
}

function isInEffect(world: World, { effectiveAt }: RoleAssignment): boolean {
  return effectiveAt === undefined || effectiveAt <= world.clock.now();
}

/** Whether a caller may do something at a scope, by its role assignments. */
export function isAuthorized(
  world: World,
  principal: Principal,
  action: string,
  scope: string,
  plane: "control" | "data" = "control",
): boolean {
  return rolesAt(world, principal, scope).some((role) => grants(role, action, plane));
}

/** Whether a caller has any right at a subscription or inside it: what makes it appear in the list of subscriptions. */
export function seesSubscription(world: World, principal: Principal, subscriptionId: string): boolean {
  const scope = `/subscriptions/${subscriptionId}`;
  return world.roleAssignments.some(
    (assignment) =>
      assignment.principalId === principal.objectId &&
      (scopeCovers(assignment.scope, scope) || scopeCovers(scope, assignment.scope)),
  );
}

/** 403 of the front door, in Azure's words ("Understand common deployment errors"). */
export function authorizationFailed(caller: Principal, action: string, scope: string): AzureError {
  return new AzureError(
    403,
    "AuthorizationFailed",
    `The client '${caller.name}' with object id '${caller.objectId}' does not have authorization to perform action ` +
      `'${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

/** GET .../permissions: what the caller itself may do at a scope, one entry for each of its roles there. */
export function listPermissions({ world, caller, url }: Call): Reply {
  const value = rolesAt(world, caller, scopeOfCall(url)).map(({ actions, notActions, dataActions }) => ({
    actions,
    notActions,
    dataActions,
    notDataActions: [],
  }));
  return { status: 200, body: { value } };
}
