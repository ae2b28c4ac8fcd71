import type { DiskEncryptionSetType } from "@runbooks/azure";

/** The disk encryption set that there should be. */
export interface DiskEncryptionSetRequest {
  /** Full resource id of the set, there or not. */
  readonly diskEncryptionSetId: string;
  /** Region of the disks: a new set, vault and identity are made there. */
  readonly location: string;
  /** Tenant of a new vault. */
  readonly tenantId: string;
  /** Full resource id of the vault, there or not. */
  readonly keyVaultId: string;
  readonly key: CustomerKeyRequest;
  /** With the customer's key alone, unless said. Fixed once the set is made. */
  readonly encryptionType?: DiskEncryptionSetType;
  /** Full resource id of a user-assigned identity, there or not. Without it Azure makes the set an identity of its own. */
  readonly userAssignedIdentityId?: string;
  /** Whether the set follows the key's newest version by itself: a new set does, unless said; one that is there stays as it is, unless said. */
  readonly automaticRotation?: boolean;
}

/** The key of a set; made where the vault has none of that name. */
export interface CustomerKeyRequest {
  readonly name: string;
  /** 3072, unless said. */
  readonly keySizeInBits?: 2048 | 3072 | 4096;
  /** From software, unless said; in an HSM the vault has to be of the Premium tier. */
  readonly keyType?: "RSA" | "RSA-HSM";
}

/**
 * The size of a new key, unless said: the documents take 2048, 3072 and 4096; 3072 bits are the least that NIST SP 800-57 (part 1, revision 5,
 * 2020) recommends for keys in use after 2030.
 */
export const KEY_SIZE_IN_BITS = 3072;

/** The type of a set that was asked for. */
export const encryptionTypeOf = ({ encryptionType }: DiskEncryptionSetRequest): DiskEncryptionSetType =>
  encryptionType ?? "EncryptionAtRestWithCustomerKey";

/**
 * Whether a set that was asked for follows its key's newest version by itself. Sets for confidential VMs can't: Azure refuses it (support
 * knowledge base, 2026-04-24).
 */
export const followsNewest = (request: DiskEncryptionSetRequest): boolean =>
  request.automaticRotation ?? encryptionTypeOf(request) !== "ConfidentialVmEncryptedWithCustomerKey";
