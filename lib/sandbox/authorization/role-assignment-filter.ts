import { AzureError } from "../errors";
import type { RoleAssignment } from "../state";
import { scopeCovers } from "./access";

/**
 * Which role assignments a list at a scope answers.
 *
 * Without a filter: those at, above and below the scope. `atScope()`: none below. `principalId eq '...'` and `assignedTo('...')`:
 * one principal's. Joined by `and` ("Role Assignments - List For Scope", REST reference).
 */
export function roleAssignmentFilter(
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
