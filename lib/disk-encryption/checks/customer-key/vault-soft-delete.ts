import type { Check } from "../check";
import { fail, MODULE_STATES_NO_RULE, pass } from "../verdict";
import type { CustomerKeyFacts } from "./facts";
import { whenVaultKnown } from "./known";

/**
 * The vault keeps what is deleted. The module says nothing.
 *
 * @see "Enable customer-managed keys for managed disks with the Azure portal", 2026-07-20; "Azure Key Vault soft-delete overview", 2026-04-10
 */
export const vaultSoftDelete: Check<CustomerKeyFacts> = (facts, edition) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenVaultKnown(facts, "whether the vault has soft delete", ({ name, enableSoftDelete }) =>
        enableSoftDelete
          ? pass(`Vault ${name} has soft delete.`)
          : fail(
              `Vault ${name} has no soft delete.`,
              `Turn it on: planDiskEncryptionSet does, or on live Azure az keyvault update --name ${name} --enable-soft-delete true.`,
            ),
      );
