import { textAt, valueAt } from "../json";
import { inputsRefused } from "./host-refusal";
import { namedVault } from "./named-vault";
import type { Rule } from "./rule";

/**
 * The vault is enabled for disk encryption.
 *
 * Source: key vault pages of Azure Disk Encryption. A VM with an encryption identity does without the flag (azure-cli, disk_encryption.py).
 */
export const keyVaultEnabled: Rule = (request) => {
  const vault = namedVault(request);
  const { properties } = request.virtualMachine;
  const identity = textAt(
    properties,
    "securityProfile",
    "encryptionIdentity",
    "userAssignedIdentityResourceId",
  );
  if (vault === undefined || identity !== undefined) return undefined;
  return valueAt(vault.properties, "enabledForDiskEncryption") === true ? undefined : inputsRefused(request);
};
