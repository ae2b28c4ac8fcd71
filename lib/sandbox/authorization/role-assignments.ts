import { AzureError } from "../errors";
import type { RoleAssignment, World } from "../state";
import { scopeCovers } from "./access";
import { param, type Call, type Reply } from "../http";
import { objectAt, textAt, type JsonObject } from "../json";
import {
  roleAssignmentTakesEffectInMs,
  hasAppeared,
  isManagedIdentity,
  principalOf,
} from "../managed-identity/resource-identity";
import { scopeOfCall } from "../scopes";
import { roleDefinitions } from "./role-definitions";

/**
 * Which role assignments a list at a scope answers.
 *
 * Without a filter: those at, above and below the scope. `atScope()`: none below. `principalId eq '...'` and `assignedTo('...')`:
 * one principal's. Joined by `and` ("Role Assignments - List For Scope", REST reference).
 */
function roleAssignmentFilter(
  filter: string | undefined,
  scope: string,
): (assignment: RoleAssignment) => boolean {
  const conditions = (filter ?? "")
    .split(/\s+and\s+/i)
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .map((text) => conditionOf(text, scope));
  return (assignment) =>
    (scopeCovers(assignment.scope, scope) || scopeCovers(scope, assignment.scope)) &&
    conditions.every((condition) => condition(assignment));
}

function conditionOf(text: string, scope: string): (assignment: RoleAssignment) => boolean {
  if (/^atScope\(\)$/i.test(text)) return (assignment) => scopeCovers(assignment.scope, scope);
  const [, equal, assigned] = /^(?:principalId\s+eq\s+'([^']+)'|assignedTo\('([^']+)'\))$/i.exec(text) ?? [];
  const principalId = (equal ?? assigned)?.toLowerCase();
  if (principalId !== undefined) return (assignment) => assignment.principalId.toLowerCase() === principalId;
  throw new AzureError(400, "UnsupportedQuery", `(sandbox) The filter '${text}' is not supported.`);
}

export function listRoleAssignments(call: Call): Reply {
  const matches = roleAssignmentFilter(call.query("$filter"), scopeOfCall(call.url));
  return { status: 200, body: { value: call.world.roleAssignments.filter(matches).map(toBody) } };
}

export function getRoleAssignment(call: Call): Reply {
  const found = find(call);
  if (found !== undefined) return { status: 200, body: toBody(found) };
  const name = param(call, "roleAssignmentName");
  throw new AzureError(404, "RoleAssignmentNotFound", `The role assignment '${name}' is not found.`);
}

/**
 * PUT of a role assignment. What is assigned to a person or an application counts at once; to a managed identity, which has to reach a vault by
 * it, some minutes later.
 */
export function putRoleAssignment(call: Call): Reply {
  const { world, caller } = call;
  const wanted: RoleAssignment = {
    name: param(call, "roleAssignmentName"),
    scope: scopeOfCall(call.url),
    ...wantedOf(call),
    createdOn: world.clock.now(),
    createdBy: caller.objectId,
  };
  const existing = find(call);
  if (existing !== undefined) {
    if (saysTheSame(existing, wanted)) return { status: 200, body: toBody(existing) };
    throw new AzureError(
      400,
      "RoleAssignmentUpdateNotPermitted",
      "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
    );
  }
  if (world.roleAssignments.some((assignment) => saysTheSame(assignment, wanted))) {
    throw new AzureError(409, "RoleAssignmentExists", "The role assignment already exists.");
  }
  const principal = principalOf(world, wanted.principalId);
  const isSlow = principal !== undefined && isManagedIdentity(principal);
  const effectiveAt = new Date(world.clock.now().getTime() + roleAssignmentTakesEffectInMs);
  world.roleAssignments.push(isSlow ? { ...wanted, effectiveAt } : wanted);
  // Only later reads say who made it (recorded).
  const body = toBody(wanted);
  return { status: 201, body: { ...body, properties: { ...objectAt(body, "properties"), createdBy: null } } };
}

export function deleteRoleAssignment(call: Call): Reply {
  const found = find(call);
  if (found === undefined) return { status: 204 };
  call.world.roleAssignments.splice(call.world.roleAssignments.indexOf(found), 1);
  return { status: 200, body: toBody(found) };
}

function find(call: Call): RoleAssignment | undefined {
  const [name, scope] = [
    param(call, "roleAssignmentName").toLowerCase(),
    scopeOfCall(call.url).toLowerCase(),
  ];
  return call.world.roleAssignments.find(
    (assignment) => assignment.name.toLowerCase() === name && assignment.scope.toLowerCase() === scope,
  );
}

function saysTheSame(a: RoleAssignment, b: RoleAssignment): boolean {
  return (
    a.principalId === b.principalId &&
    a.roleDefinitionId === b.roleDefinitionId &&
    a.scope.toLowerCase() === b.scope.toLowerCase()
  );
}

function wantedOf({
  world,
  body,
}: Call): Pick<RoleAssignment, "principalId" | "roleDefinitionId" | "principalType"> {
  const principalId = textAt(body, "properties", "principalId");
  const roleId = textAt(body, "properties", "roleDefinitionId");
  if (principalId === undefined || roleId === undefined) {
    throw new AzureError(
      400,
      "InvalidCreateRoleAssignmentRequest",
      "(sandbox) A role assignment needs properties.principalId and properties.roleDefinitionId.",
    );
  }
  const roleDefinitionId = (roleId.split("/").at(-1) ?? "").toLowerCase();
  if (!roleDefinitions.some(({ id }) => id === roleDefinitionId)) {
    throw new AzureError(
      400,
      "RoleDefinitionDoesNotExist",
      `The specified role definition with ID '${roleDefinitionId.replaceAll("-", "")}' does not exist.`,
    );
  }
  const told = textAt(body, "properties", "principalType");
  const known = principalTypeOf(world, principalId);
  // With principalType in the request Azure takes the principal's existence on trust.
  if (known === undefined && told === undefined) throw principalNotFound(world, principalId);
  return { principalId, roleDefinitionId, principalType: known ?? told ?? "ServicePrincipal" };
}

function principalTypeOf(world: World, principalId: string): string | undefined {
  const principal = principalOf(world, principalId);
  return principal !== undefined && hasAppeared(world, principal) ? principal.type : undefined;
}

function principalNotFound(world: World, principalId: string): AzureError {
  return new AzureError(
    400,
    "PrincipalNotFound",
    `Principal ${principalId.replaceAll("-", "")} does not exist in the directory ${world.tenantId}. ` +
      "Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, " +
      "this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, " +
      "such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype",
  );
}

// The shape of the recorded answer (vm.latest.test_disk_encryption_set_disk_update).
function toBody(assignment: RoleAssignment): JsonObject {
  const { name, scope, principalId, principalType, roleDefinitionId, createdOn, createdBy } = assignment;
  const [subscription = ""] = /^\/subscriptions\/[^/]+/i.exec(scope) ?? [];
  return {
    properties: {
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleDefinitionId}`,
      principalId,
      principalType,
      scope,
      condition: null,
      conditionVersion: null,
      createdOn: createdOn?.toISOString() ?? null,
      updatedOn: createdOn?.toISOString() ?? null,
      createdBy: createdBy ?? null,
      updatedBy: createdBy ?? null,
      delegatedManagedIdentityResourceId: null,
      description: null,
    },
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    type: "Microsoft.Authorization/roleAssignments",
    name,
  };
}
