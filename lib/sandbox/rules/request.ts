import { configurationRefusal, type Rule, bitLockerRefusal, type EncryptionRequest, exitCodes } from "./rule";
import { parseItemUrl } from "../keyvault/vaults-by-name";

/**
 * Windows takes OS or All, Linux all three and wants to be told.
 *
 * Source: Windows FAQ (data alone is not possible); Linux: Azure/azure-linux-extensions, VMEncryption, and azure-docs#25311.
 */
export const volumeTypeSupported: Rule = (request) => {
  const { guest, volumeType, settings } = request;
  if (guest.osType === "Linux" && volumeType === undefined) {
    return configurationRefusal(
      request,
      `Unknown Volume Type: ${settings.VolumeType ?? ""}, has to be one of ['OS','Data','All']`,
    );
  }
  if (guest.osType === "Windows" && (volumeType === undefined || volumeType === "Data")) {
    return configurationRefusal(
      request,
      `(sandbox) VolumeType "${settings.VolumeType ?? ""}" is not supported on Windows: data volumes alone can't be encrypted.`,
    );
  }
  return undefined;
};

/** What was once encrypted may later grow to All, and to nothing else. Source: Azure/azure-linux-extensions, VMEncryption. */
export const volumeTypeOnlyGrows: Rule = (request) => {
  const { guest, volumeType, volumes, earlier } = request;
  const stillEncrypted = volumes.some(({ state }) => state !== "decrypted");
  if (guest.osType !== "Linux" || earlier === undefined || !stillEncrypted) return undefined;
  if (earlier.operation === "DisableEncryption" || earlier.outcome.kind === "failed") return undefined;
  if (volumeType === earlier.volumeType || volumeType === "All") return undefined;
  return configurationRefusal(
    request,
    `Moving from volume type ${earlier.volumeType} to volume type ${volumeType ?? ""} is not allowed`,
  );
};

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

/** A Linux VM whose OS volume is encrypted can't be decrypted. Source and text: Azure/azure-linux-extensions, VMEncryption. */
export const osVolumeNotEncrypted: Rule = ({ guest, volumes }) =>
  guest.osType === "Linux" && volumes.some(({ role, state }) => role === "os" && state !== "decrypted")
    ? {
        message: "Disabling encryption is not supported when OS volume is encrypted",
        exitCode: exitCodes.unknown,
      }
    : undefined;
