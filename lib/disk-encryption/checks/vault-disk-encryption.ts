import type { Check } from "./check";
import { whenKeyVaultKnown } from "./key-vault-known";
import { fail, notApplicable, pass } from "./verdict";

/**
 * The vault is enabled for disk encryption, in both editions; a VM with an encryption identity of its own does without, in the current one.
 *
 * @see "Creating and configuring a key vault for Azure Disk Encryption", newest public copy 2019-10-06; identity: Azure/azure-cli, disk_encryption.py
 */
export const vaultDiskEncryption: Check = (facts, edition) => {
  if (edition === "current" && facts.virtualMachine.encryptionIdentityId !== undefined) {
    return notApplicable(
      `${facts.virtualMachine.name} reaches the vault by its encryption identity, not by the vault's flag.`,
    );
  }
  return whenKeyVaultKnown(facts, "whether the vault is enabled for disk encryption", (vault) =>
    vault.enabledForDiskEncryption
      ? pass(`Vault ${vault.name} is enabled for disk encryption.`)
      : fail(
          `Vault ${vault.name} is not enabled for disk encryption.`,
          `Turn on Azure Disk Encryption for volume encryption: planKeyVault does, or on live Azure az keyvault update --name ${vault.name} --enabled-for-disk-encryption true.`,
        ),
  );
};
