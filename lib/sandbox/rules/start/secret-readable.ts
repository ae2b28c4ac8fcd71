import { platformKeyVault } from "../../keyvault/platform-key-vault";
import type { StartRule } from "./start-rule";

/** The secret is there, enabled, not expired, and tagged. Texts: Azure VM troubleshooting (7), ARM common deployment errors (32). */
export const secretReadable: StartRule = (world, { secretUrl }) => {
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
