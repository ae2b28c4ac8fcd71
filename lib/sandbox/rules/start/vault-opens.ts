import { sameResourceId } from "@runbooks/azure";
import { valueAt } from "../../json";
import { platformKeyVault } from "../../keyvault/platform-key-vault";
import type { World } from "../../state";
import { letsTrustedServicesIn } from "../key-vault-firewall";
import type { StartRefusal, StartRule } from "./start-rule";

/** The vault of the secret is there, lets Azure in, and is enabled for disk encryption. Texts: Azure Backup troubleshooting; azure-cli#4707. */
export const vaultOpens: StartRule = (world, { secretUrl, vaultId }) => refusalOf(world, secretUrl, vaultId);

/** The same of the vault of the key encryption key, which may be another. Assumed: no document speaks of a start with two vaults. */
export const vaultOfKeyOpens: StartRule = (world, { keyUrl, keyVaultId }) =>
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
