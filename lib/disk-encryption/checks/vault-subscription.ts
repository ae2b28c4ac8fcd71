import type { Check } from "./check";
import { whenKeyVaultKnown } from "./key-vault-known";
import { fail, pass } from "./verdict";

/** Vault and VM are in one subscription, in both editions. */
export const vaultSubscription: Check = (facts) => {
  const { virtualMachine: vm } = facts;
  return whenKeyVaultKnown(facts, "the vault's subscription", (vault) =>
    vault.subscriptionId.toLowerCase() === vm.subscriptionId.toLowerCase()
      ? pass(`Vault ${vault.name} and ${vm.name} are both in subscription ${vm.subscriptionId}.`)
      : fail(
          `Vault ${vault.name} is in subscription ${vault.subscriptionId}; ${vm.name} is in ${vm.subscriptionId}.`,
          `Use a key vault in subscription ${vm.subscriptionId}.`,
        ),
  );
};
