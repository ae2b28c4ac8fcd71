import { keyPermissions } from "@runbooks/azure";
import type { ActionKind } from "./action-kind";

/** Lets an identity get, wrap and unwrap with a vault's keys, where the vault goes by access policies. Other entries stay. */
export interface AddAccessPolicy {
  readonly kind: "add-access-policy";
  readonly vaultId: string;
  readonly tenantId: string;
  readonly principalId: string;
}

export const addAccessPolicy: ActionKind<AddAccessPolicy> = {
  request: ({ vaultId, tenantId, principalId }) => ({
    method: "PUT",
    path: `${vaultId}/accessPolicies/add`,
    body: {
      properties: {
        accessPolicies: [{ tenantId, objectId: principalId, permissions: { keys: keyPermissions } }],
      },
    },
  }),
};
