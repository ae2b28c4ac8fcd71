import { textAt, valueAt } from "../json";
import { platformKeyVault } from "../keyvault/platform-key-vault";
import { secretPolicyRefusal } from "../keyvault/secret-policy";
import { hostRefusal, inputsRefused, setSecretFailed } from "./host-refusal";
import type { Rule } from "./rule";
import type { Resource } from "../state";

/**
 * The vault is enabled for disk encryption.
 *
 * Source: key vault pages of Azure Disk Encryption. A VM with an encryption identity does without the flag (azure-cli, disk_encryption.py).
 */
export const keyVaultEnabled: Rule = (request) => {
  const { world, virtualMachine, settings } = request;
  const vault = platformKeyVault.findVault(world, settings.KeyVaultURL ?? "");
  const identity = textAt(
    virtualMachine.properties,
    "securityProfile",
    "encryptionIdentity",
    "userAssignedIdentityResourceId",
  );
  if (vault === undefined || identity !== undefined) return undefined;
  return valueAt(vault.properties, "enabledForDiskEncryption") === true ? undefined : inputsRefused(request);
};

/** A vault with a firewall lets trusted services through. Source: Key Vault network pages; terraform-provider-azurerm#2200. */
export const keyVaultLetsAzureIn: Rule = (request) => {
  const vault = platformKeyVault.findVault(request.world, request.settings.KeyVaultURL ?? "");
  return vault === undefined || letsTrustedServicesIn(vault) ? undefined : hostRefusal(request, setSecretFailed);
};

/** Whether Azure's own services reach a vault. */
export function letsTrustedServicesIn({ properties }: Resource): boolean {
  const isClosed =
    textAt(properties, "networkAcls", "defaultAction") === "Deny" ||
    textAt(properties, "publicNetworkAccess")?.toLowerCase() === "disabled";
  return !isClosed || (textAt(properties, "networkAcls", "bypass") ?? "AzureServices") === "AzureServices";
}

/**
 * The keys of Azure Disk Encryption never expire, so a Deny policy on a secret's lifetime stops the host's write.
 *
 * Source: restrictions in "Azure Disk Encryption scenarios on Windows VMs" (2026-02-20); azure-docs#96093.
 */
export const secretPolicyAllows: Rule = (request) => {
  const { world, settings } = request;
  const vault = platformKeyVault.findVault(world, settings.KeyVaultURL ?? "");
  if (vault === undefined) return undefined;
  const refusal = secretPolicyRefusal(world, vault, { name: "disk-encryption-key", created: world.clock.now() });
  return refusal === undefined ? undefined : hostRefusal(request, setSecretFailed);
};
