import { parseResourceId } from "@runbooks/azure";
import type { ActionKind } from "./action-kind";

/** Makes a user-assigned identity. */
export interface CreateManagedIdentity {
  readonly kind: "create-managed-identity";
  readonly identityId: string;
  readonly location: string;
}

export const createManagedIdentity: ActionKind<CreateManagedIdentity> = {
  request: ({ identityId, location }) => ({ method: "PUT", path: identityId, body: { location } }),
  perform: async (azure, { identityId, location }) => {
    const { subscriptionId, resourceGroupName, name } = parseResourceId(identityId);
    await azure
      .identities(subscriptionId)
      .userAssignedIdentities.createOrUpdate(resourceGroupName, name, { location });
  },
};
