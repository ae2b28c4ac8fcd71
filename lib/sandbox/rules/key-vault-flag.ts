import { textAt, valueAt } from "../json";
import type { Resource } from "../state";
import { inputsRefused } from "./host-refusal";
import { namedVault } from "./named-vault";
import type { EncryptionRequest, Rule } from "./rule";

/**
 * The vault is enabled for disk encryption.
 *
 * Source: key vault pages of Azure Disk Encryption. A VM with an encryption identity does without the flag (azure-cli, disk_encryption.py).
 */
export const keyVaultEnabled: Rule = (request) => {
  const vault = namedVault(request);
  return vault === undefined || keyVaultEnabledFor(request, vault) ? undefined : inputsRefused(request);
};

/** Whether the platform may use a vault for a VM's volumes. */
export function keyVaultEnabledFor(
  { virtualMachine }: Pick<EncryptionRequest, "virtualMachine">,
  vault: Resource,
): boolean {
  const identity = textAt(
    virtualMachine.properties,
    "securityProfile",
    "encryptionIdentity",
    "userAssignedIdentityResourceId",
  );
  return identity !== undefined || valueAt(vault.properties, "enabledForDiskEncryption") === true;
}
