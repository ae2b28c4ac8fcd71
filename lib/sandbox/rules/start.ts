import type { World } from "../state";
import { sameResourceId } from "@runbooks/azure";
import { valueAt } from "../json";
import * as platformKeyVault from "../keyvault/platform-key-vault";
import { letsTrustedServicesIn, wrapAlgorithm } from "./key-vault";
import { AzureError } from "../errors";

/** Where a stamped disk says its key is. */
export interface StampedKey {
  readonly secretUrl: string;
  readonly vaultId: string;
  /** The key encryption key; absent where the secret is not wrapped. */
  readonly keyUrl?: string;
  /** The vault that the stamp names for that key. */
  readonly keyVaultId?: string;
}

/** The error in which a VM's start ends. */
export interface StartRefusal {
  readonly code: string;
  readonly message: string;
}

export type StartRule = (world: World, key: StampedKey) => StartRefusal | undefined;

/** The vault of the secret is there, lets Azure in, and is enabled for disk encryption. Texts: Azure Backup troubleshooting; azure-cli#4707. */
const vaultOpens: StartRule = (world, { secretUrl, vaultId }) => refusalOf(world, secretUrl, vaultId);

/** The same of the vault of the key encryption key, which may be another. Assumed: no document speaks of a start with two vaults. */
const vaultOfKeyOpens: StartRule = (world, { keyUrl, keyVaultId }) =>
  keyUrl === undefined || keyVaultId === undefined ? undefined : refusalOf(world, keyUrl, keyVaultId);

function refusalOf(world: World, url: string, vaultId: string): StartRefusal | undefined {
  const vaultUri = /^https:\/\/[^/]+\//i.exec(url)?.[0] ?? "";
  const vault = platformKeyVault.findVault(world, vaultUri);
  if (vault === undefined || !letsTrustedServicesIn(vault)) {
    return {
      code: "DiskEncryptionInternalError",
      message: `Unknown error encountered when retrieving secret from the Key Vault with URL ${url}.`,
    };
  }
  return valueAt(vault.properties, "enabledForDiskEncryption") === true && sameResourceId(vault.id, vaultId)
    ? undefined
    : {
        code: "KeyVaultAccessForbidden",
        message:
          `Key Vault ${url} either has not been enabled for Volume Encryption or the vault id provided does not match ` +
          `${vault.name}'s true resource id.`,
      };
}

/** The secret is there, enabled, not expired, and tagged. Texts: Azure VM troubleshooting (7), ARM common deployment errors (32). */
const secretReadable: StartRule = (world, { secretUrl }) => {
  const secret = platformKeyVault.findSecret(world, secretUrl)?.secret;
  const usability = secret === undefined ? "deleted" : platformKeyVault.usability(secret, world.clock.now());
  if (usability === "expired" || usability === "not-yet-valid") {
    // "Key Vault backup": a VM does not start with an expired secret. No text is documented.
    return {
      code: "KeyVaultSecretDoesNotExist",
      message: `(sandbox) The Key Vault secret with URL ${secretUrl} is ${usability}.`,
    };
  }
  if (secret === undefined || usability !== "usable") {
    return {
      code: "KeyVaultSecretDoesNotExist",
      message: `The Key Vault secret with URL ${secretUrl} does not exist.`,
    };
  }
  const missing = ["DiskEncryptionKeyFileName", "DiskEncryptionKeyEncryptionAlgorithm"].filter(
    (tag) => secret.tags[tag] === undefined,
  );
  return missing.length === 0
    ? undefined
    : {
        code: "DiskEncryptionKeySecretMissingTags",
        message: `${secretUrl} secret doesn't have the ${missing.join(", ")} tags. Please update the secret version, add the required tags and retry.`,
      };
};

/** The key encryption key unwraps the secret. Texts: Azure VM troubleshooting (6), ARM common deployment errors (32). */
const keyUnwraps: StartRule = (world, { secretUrl, keyUrl }) => {
  if (keyUrl === undefined) return undefined;
  const code = "DiskEncryptionKeySecretUnwrapFailed";
  const key = platformKeyVault.findKey(world, keyUrl)?.key;
  const secret = platformKeyVault.findSecret(world, secretUrl)?.secret;
  if (key !== undefined && platformKeyVault.usability(key, world.clock.now()) === "expired") {
    return { code, message: `Unable to access key '${keyUrl}'. Key is expired.` };
  }
  const failed: StartRefusal = {
    code,
    message: `Unwrap of secret ${secretUrl} value using key ${keyUrl} failed.`,
  };
  if (key === undefined || secret === undefined) return failed;
  const algorithm = wrapAlgorithm(secret.tags["DiskEncryptionKeyEncryptionAlgorithm"]);
  try {
    platformKeyVault.unwrap(world, keyUrl, algorithm, Buffer.from(secret.value, "base64url"));
    return undefined;
  } catch (error) {
    if (error instanceof AzureError) return failed;
    throw error;
  }
};

/** What the host needs before it can hand a guest its keys, in this order. */
export const startRules: readonly StartRule[] = [vaultOpens, secretReadable, vaultOfKeyOpens, keyUnwraps];
