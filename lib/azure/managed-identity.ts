/** A user-assigned identity as `Microsoft.ManagedIdentity/userAssignedIdentities` answers it. */
export interface ManagedIdentity {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly tenantId: string;
  /** Its object id in Microsoft Entra ID: whom a vault grants something. */
  readonly principalId: string;
}
