import { AzureError } from "../../errors";
import { platformKeyVault } from "../../keyvault/platform-key-vault";
import { wrapAlgorithm } from "../key-encryption-key";
import type { StartRefusal, StartRule } from "./start-rule";

/** The key encryption key unwraps the secret. Texts: Azure VM troubleshooting (6), ARM common deployment errors (32). */
export const keyUnwraps: StartRule = (world, { secretUrl, keyUrl }) => {
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
