import type { ActionKind } from "./action-kind";

/** Makes a user-assigned identity. */
export interface CreateManagedIdentity {
  readonly kind: "create-managed-identity";
  readonly identityId: string;
  readonly location: string;
}

export const createManagedIdentity: ActionKind<CreateManagedIdentity> = {
  request: ({ identityId, location }) => ({ method: "PUT", path: identityId, body: { location } }),
};
