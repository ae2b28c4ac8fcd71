/** How a disk encryption set encrypts; fixed when the set is made. */
export type DiskEncryptionSetType =
  | "EncryptionAtRestWithCustomerKey"
  | "EncryptionAtRestWithPlatformAndCustomerKeys"
  | "ConfidentialVmEncryptedWithCustomerKey";

/** An identity by which a disk encryption set reaches its key vault. */
export interface SetIdentity {
  /** Resource id of a user-assigned identity; absent: the set's own, system-assigned. */
  readonly userAssignedIdentityId?: string;
  /** Object id in Microsoft Entra ID; absent while Azure has not told it. */
  readonly principalId?: string;
}

/** A disk encryption set as `Microsoft.Compute/diskEncryptionSets` answers it. */
export interface DiskEncryptionSet {
  readonly id: string;
  readonly name: string;
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly provisioningState: string;
  /** One of {@link DiskEncryptionSetType}; Azure may bring others. */
  readonly encryptionType: string;
  /** `SystemAssigned`, `UserAssigned`, `SystemAssigned, UserAssigned` or `None`. */
  readonly identityType: string;
  readonly identities: readonly SetIdentity[];
  /** The key's URL with its version. */
  readonly keyUrl?: string;
  /** The vault's id; absent where the vault is in another subscription, or a managed HSM. */
  readonly sourceVaultId?: string;
  /** Not empty while disks are still being wrapped with a new version. */
  readonly previousKeyUrls: readonly string[];
  readonly rotationToLatestKeyVersionEnabled: boolean;
  readonly lastKeyRotationTimestamp?: Date;
  /** Azure stops rotating until it is mended. */
  readonly autoKeyRotationError?: { readonly code: string; readonly message: string };
  /** The application by which a vault in another tenant is reached. */
  readonly federatedClientId?: string;
}
