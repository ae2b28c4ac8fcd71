import { fail, notApplicable, pass, unknown, type Check } from "./check";

export const vaultDiskEncryption: Check = ({ virtualMachine: vm, keyVault }, edition) => {
  // With an identity of the VM's own, the platform does not go by the vault's flag (Azure CLI, disk_encryption.py).
  if (edition === "current" && vm.encryptionIdentityId !== undefined) {
    return notApplicable(`${vm.name} uses an encryption identity of its own.`);
  }
  if (keyVault.kind === "missing") return unknown(keyVault.reason);
  const { name, enabledForDiskEncryption } = keyVault.value;
  return enabledForDiskEncryption
    ? pass(`Vault ${name} is enabled for disk encryption.`)
    : fail(`Vault ${name} is not enabled for disk encryption.`);
};
