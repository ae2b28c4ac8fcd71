import type { Key, Vault } from "@azure/arm-keyvault";
import type { KeyVault, KeyEncryptionKey } from "@runbooks/azure";
import { parseResourceId, defined, parseKeyVaultUrl } from "@runbooks/azure";

/** The library's vault from the client's. Pure. What Azure leaves out has Azure's default: off, but for soft delete. */
export function toKeyVault(vault: Vault): KeyVault {
  const { subscriptionId, resourceGroupName, name, id } = parseResourceId(vault.id ?? "");
  const { properties } = vault;
  const { networkAcls } = properties;
  const addresses = (networkAcls?.ipRules ?? []).map(({ value }) => value);
  const subnets = (networkAcls?.virtualNetworkRules ?? []).map(({ id: subnetId }) => subnetId);
  return {
    id,
    name,
    subscriptionId,
    resourceGroupName,
    location: vault.location ?? "",
    tenantId: properties.tenantId,
    vaultUri: properties.vaultUri ?? "",
    sku: properties.sku.name,
    enabledForDiskEncryption: properties.enabledForDiskEncryption ?? false,
    enabledForDeployment: properties.enabledForDeployment ?? false,
    enabledForTemplateDeployment: properties.enabledForTemplateDeployment ?? false,
    enableRbacAuthorization: properties.enableRbacAuthorization ?? false,
    enableSoftDelete: properties.enableSoftDelete ?? true,
    ...defined({ softDeleteRetentionInDays: properties.softDeleteRetentionInDays }),
    enablePurgeProtection: properties.enablePurgeProtection ?? false,
    publicNetworkAccess: properties.publicNetworkAccess ?? "Enabled",
    accessPolicies: (properties.accessPolicies ?? []).map(
      ({ tenantId, objectId, applicationId, permissions }) => ({
        tenantId,
        objectId,
        ...defined({ applicationId }),
        keyPermissions: permissions.keys ?? [],
      }),
    ),
    ...(networkAcls === undefined
      ? {}
      : {
          networkAcls: {
            defaultAction: networkAcls.defaultAction ?? "Allow",
            bypass: networkAcls.bypass ?? "AzureServices",
            ...(addresses.length === 0 ? {} : { ipRules: addresses }),
            ...(subnets.length === 0 ? {} : { virtualNetworkRules: subnets }),
          },
        }),
  };
}

/** The library's key from the client's. Pure. */
export function toKeyEncryptionKey(key: Key, url: string): KeyEncryptionKey {
  const { vaultName, name, version } = parseKeyVaultUrl(url);
  const { attributes } = key;
  // Through Resource Manager the times are seconds since 1970.
  const time = (seconds: number | undefined): Date | undefined =>
    seconds === undefined ? undefined : new Date(seconds * 1000);
  const expiresOn = time(attributes?.expires);
  const notBefore = time(attributes?.notBefore);
  return {
    url,
    vaultName,
    name,
    ...defined({ version }),
    keyType: key.kty ?? "",
    ...defined({ keySizeInBits: key.keySize }),
    keyOperations: key.keyOps ?? [],
    enabled: attributes?.enabled ?? true,
    ...defined({ expiresOn, notBefore }),
  };
}
