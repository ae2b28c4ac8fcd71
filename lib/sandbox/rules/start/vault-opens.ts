import { sameResourceId } from "../../../azure/resource-id";
import { valueAt } from "../../json";
import { platformKeyVault } from "../../keyvault/platform-key-vault";
import { letsTrustedServicesIn } from "../key-vault-firewall";
import type { StartRule } from "./start-rule";

/** The vault is there, lets Azure in, and is enabled for disk encryption. Texts: Azure Backup troubleshooting; azure-cli#4707. */
export const vaultOpens: StartRule = (world, { secretUrl, vaultId }) => {
  const vaultUri = /^https:\/\/[^/]+\//i.exec(secretUrl)?.[0] ?? "";
  const vault = platformKeyVault.findVault(world, vaultUri);
  if (vault === undefined || !letsTrustedServicesIn(vault)) {
    return {
      code: "DiskEncryptionInternalError",
      message: `Unknown error encountered when retrieving secret from the Key Vault with URL ${secretUrl}.`,
    };
  }
  return valueAt(vault.properties, "enabledForDiskEncryption") === true && sameResourceId(vault.id, vaultId)
    ? undefined
    : {
        code: "KeyVaultAccessForbidden",
        message:
          `Key Vault ${secretUrl} either has not been enabled for Volume Encryption or the vault id provided does not match ` +
          `${vault.name}'s true resource id.`,
      };
};
