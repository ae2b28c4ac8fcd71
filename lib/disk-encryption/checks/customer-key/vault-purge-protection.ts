import type { Check } from "../check";
import { fail, MODULE_STATES_NO_RULE, pass } from "../verdict";
import type { CustomerKeyFacts } from "./facts";
import { whenVaultKnown } from "./known";

/**
 * The vault does not let a deleted key be purged before its time: the disks would be lost with it. The module says nothing.
 *
 * @see "Enable customer-managed keys for managed disks with the Azure portal", 2026-07-20
 */
export const vaultPurgeProtection: Check<CustomerKeyFacts> = (facts, edition) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenVaultKnown(facts, "whether the vault has purge protection", ({ name, enablePurgeProtection }) =>
        enablePurgeProtection
          ? pass(`Vault ${name} has purge protection.`)
          : fail(
              `Vault ${name} has no purge protection.`,
              `Turn it on (it can't be switched off again): planDiskEncryptionSet does, or on live Azure az keyvault update --name ${name} --enable-purge-protection true.`,
            ),
      );
