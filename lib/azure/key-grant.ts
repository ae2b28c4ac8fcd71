/** What Storage does with a customer's key: read it, wrap the disk's key with it, unwrap it again. */
export type KeyPermission = "get" | "wrapKey" | "unwrapKey";

/** All that a disk encryption set needs on its key. "Enable customer-managed keys for managed disks with PowerShell", 2026-09-21. */
export const keyPermissions: readonly KeyPermission[] = ["get", "wrapKey", "unwrapKey"];

/** The built-in role that grants them. "Provide access to Key Vault keys with Azure role-based access control". */
export const CRYPTO_SERVICE_ENCRYPTION_USER: {
  readonly id: string;
  readonly roleName: string;
} = {
  id: "e147488a-f6f5-4113-8e2d-b22465e65bf6",
  roleName: "Key Vault Crypto Service Encryption User",
};

/** What an identity may do with one key, by the permission model of the key's vault. */
export interface KeyGrant {
  readonly principalId: string;
  /** Whose it is, for people: `the set's own identity`, or the name of a user-assigned one. */
  readonly identityName: string;
  readonly model: "access-policy" | "role-assignment";
  readonly granted: readonly KeyPermission[];
  /** When the youngest of the role assignments that grant it was made; absent with access policies, which have no date. */
  readonly grantedOn?: Date;
}
