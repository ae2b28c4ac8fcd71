import { parseItemUrl } from "../keyvault/vaults-by-name";
import { bitLockerRefusal, configurationRefusal, type EncryptionRequest, type Rule } from "./rule";

const vaultIdPattern =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/([a-z0-9-]+)$/i;
const vaultUrlPattern = /^https:\/\/([a-z0-9-]+)\.[a-z0-9.-]+\/?$/i;

/**
 * The vault and the key encryption key as the settings name them, before anyone looks for them.
 *
 * Linux texts: Azure/azure-linux-extensions, VMEncryption (single pass). Windows: terraform-provider-azurerm#25152 for a missing vault id;
 * the rest only shows when the host refuses.
 */
export const keyVaultSettingsValid: Rule = (request) => {
  if (request.guest.osType === "Windows") {
    return request.settings.KeyVaultResourceId === undefined
      ? bitLockerRefusal("Value cannot be null. Parameter name: resIdString")
      : undefined;
  }
  const message = linuxProblem(request);
  return message === undefined ? undefined : configurationRefusal(request, message);
};

function linuxProblem({ settings }: EncryptionRequest): string | undefined {
  const {
    KeyVaultURL = "",
    KeyVaultResourceId = "",
    KeyEncryptionKeyURL,
    KekVaultResourceId,
    KeyEncryptionAlgorithm,
  } = settings;
  const nameInUrl = vaultUrlPattern.exec(KeyVaultURL)?.[1];
  const nameInId = vaultIdPattern.exec(KeyVaultResourceId)?.[1];
  if (nameInUrl === undefined) return "A KeyVault URL is required, but is missing or invalid";
  if (nameInId === undefined) return "A KeyVault ID is required, but is missing or invalid";
  if (nameInUrl.toLowerCase() !== nameInId.toLowerCase()) {
    return "A KeyVault ID and KeyVault URL were provided, but their key vault names did not match";
  }
  if (KeyEncryptionKeyURL === undefined) {
    return KekVaultResourceId === undefined
      ? undefined
      : "The KEK KeyVault ID was specified but the KEK URL was missing";
  }
  if (parseItemUrl(KeyEncryptionKeyURL)?.version === undefined)
    return "A KEK URL was specified, but it was invalid";
  const algorithm = (KeyEncryptionAlgorithm ?? "RSA-OAEP").toUpperCase();
  return ["RSA-OAEP", "RSA-OAEP-256", "RSA1_5"].includes(algorithm)
    ? undefined
    : "The KEK encryption algorithm requested was not recognized";
}
