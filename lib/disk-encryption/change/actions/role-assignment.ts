import { parseResourceId } from "@runbooks/azure";
import type { ActionKind } from "./action-kind";
import { whileIdentityAppears } from "./grant";

/** Assigns a role to an identity at a scope. */
export interface CreateRoleAssignment {
  readonly kind: "create-role-assignment";
  readonly scope: string;
  /** A GUID: the assignment's name. */
  readonly name: string;
  /** GUID of a built-in role. */
  readonly roleDefinitionId: string;
  readonly principalId: string;
}

export const createRoleAssignment: ActionKind<CreateRoleAssignment> = {
  request: (action) => ({
    method: "PUT",
    path: `${action.scope}/providers/Microsoft.Authorization/roleAssignments/${action.name}`,
    body: { properties: propertiesOf(action) },
  }),
  retry: whileIdentityAppears,
};

function propertiesOf({ scope, roleDefinitionId, principalId }: CreateRoleAssignment): {
  roleDefinitionId: string;
  principalId: string;
  principalType: "ServicePrincipal";
} {
  const { subscriptionId } = parseResourceId(scope);
  return {
    roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleDefinitionId}`,
    principalId,
    // Without it Azure looks the principal up in the directory, where a new one is not known yet.
    principalType: "ServicePrincipal",
  };
}
