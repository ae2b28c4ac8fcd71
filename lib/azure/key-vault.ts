/** A key vault as Resource Manager answers it. */
export interface KeyVault {
  readonly id: string;
  readonly name: string;
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly tenantId: string;
  readonly vaultUri: string;
  readonly sku: string;
  readonly enabledForDiskEncryption: boolean;
  readonly enabledForDeployment: boolean;
  readonly enabledForTemplateDeployment: boolean;
  /** `true`: Azure role assignments decide; `false`: the vault's access policies. */
  readonly enableRbacAuthorization: boolean;
  readonly enableSoftDelete: boolean;
  readonly softDeleteRetentionInDays?: number;
  readonly enablePurgeProtection: boolean;
  readonly publicNetworkAccess: string;
  /** Absent: the vault has no firewall. */
  readonly networkAcls?: KeyVaultFirewall;
  /** Who may do what with its keys, where access policies decide. */
  readonly accessPolicies: readonly KeyVaultAccessPolicy[];
}

/** One entry of a vault's access policies, as far as keys go. */
export interface KeyVaultAccessPolicy {
  readonly tenantId: string;
  readonly objectId: string;
  /** Set: the entry holds only where the object comes through this application. */
  readonly applicationId?: string;
  /** `get`, `wrapKey`, `all` ... in whatever case they were granted. */
  readonly keyPermissions: readonly string[];
}

/** A vault's firewall: who comes in where public access is not open to all. */
export interface KeyVaultFirewall {
  readonly defaultAction: string;
  readonly bypass: string;
  /** Addresses and ranges that are let in; absent where none is. */
  readonly ipRules?: readonly string[];
  /** Ids of the subnets that are let in; absent where none is. */
  readonly virtualNetworkRules?: readonly string[];
}

/** A key encryption key, one version of it, without its key material. */
export interface KeyEncryptionKey {
  /** The URL as it was given: with a version, or without one. */
  readonly url: string;
  readonly vaultName: string;
  readonly name: string;
  /** Absent where the URL names no version. */
  readonly version?: string;
  /** `RSA`, `RSA-HSM`, `EC` ... */
  readonly keyType: string;
  /** Modulus length; absent for keys that are not RSA. */
  readonly keySizeInBits?: number;
  readonly keyOperations: readonly string[];
  readonly enabled: boolean;
  readonly expiresOn?: Date;
  readonly notBefore?: Date;
}

/**
 * The host name of a vault, in lower case: `kv-contoso.vault.azure.net`; other clouds have other suffixes.
 *
 * @returns undefined where the vault's URI names no host.
 */
export function keyVaultHost({ vaultUri }: Pick<KeyVault, "vaultUri">): string | undefined {
  return /^https:\/\/([a-z0-9.-]+)(?::\d+)?\/?$/i.exec(vaultUri)?.[1]?.toLowerCase();
}
