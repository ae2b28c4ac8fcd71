import type { ActionKind } from "./action-kind";

export interface CreateKeyVault {
  readonly kind: "create-key-vault";
  readonly vaultId: string;
  readonly location: string;
  readonly properties: CreateVaultProperties;
}

export interface UpdateKeyVault {
  readonly kind: "update-key-vault";
  readonly vaultId: string;
  readonly properties: UpdateVaultProperties;
}

/** Creates a key where there is none of that name. */
export interface CreateKey {
  readonly kind: "create-key";
  readonly vaultId: string;
  readonly keyName: string;
  readonly keySizeInBits: number;
  /** `RSA-HSM` in a vault of the Premium tier. Absent: `RSA`. */
  readonly keyType?: "RSA" | "RSA-HSM";
}

export interface CreateVaultProperties extends UpdateVaultProperties {
  readonly tenantId: string;
  readonly sku: { readonly family: "A"; readonly name: "standard" | "premium" };
  /** Stated always: its default depends on the api-version. Azure Key Vault, "Default access control", 2026-04-10. */
  readonly enableRbacAuthorization: boolean;
}

export interface UpdateVaultProperties {
  readonly enabledForDiskEncryption?: true;
  readonly enabledForDeployment?: true;
  readonly enabledForTemplateDeployment?: true;
  readonly enableSoftDelete?: true;
  readonly enablePurgeProtection?: true;
  readonly networkAcls?: NetworkAcls;
}

/** A vault's firewall as it is sent: whole, since a request replaces it. */
export interface NetworkAcls {
  readonly defaultAction: string;
  readonly bypass: "AzureServices";
  readonly ipRules?: readonly { readonly value: string }[];
  readonly virtualNetworkRules?: readonly { readonly id: string }[];
}

/** What a key encryption key has to be able to do. */
export const keyOperations: readonly ["wrapKey", "unwrapKey", "encrypt", "decrypt"] = [
  "wrapKey",
  "unwrapKey",
  "encrypt",
  "decrypt",
];

export const createKeyVault: ActionKind<CreateKeyVault> = {
  request: ({ vaultId, location, properties }) => ({
    method: "PUT",
    path: vaultId,
    body: { location, properties },
  }),
};

export const updateKeyVault: ActionKind<UpdateKeyVault> = {
  request: ({ vaultId, properties }) => ({ method: "PATCH", path: vaultId, body: { properties } }),
};

export const createKey: ActionKind<CreateKey> = {
  request: ({ vaultId, keyName, keySizeInBits, keyType = "RSA" }) => ({
    method: "PUT",
    path: `${vaultId}/keys/${keyName}`,
    body: { properties: { kty: keyType, keyOps: keyOperations, keySize: keySizeInBits } },
  }),
};
