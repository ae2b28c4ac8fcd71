import { sameRegion } from "@runbooks/azure";
import type { Check } from "./check";
import { whenKeyVaultKnown } from "./key-vault-known";
import { fail, pass } from "./verdict";

/** Vault and VM are in one region, in both editions. */
export const vaultRegion: Check = (facts) => {
  const { virtualMachine: vm } = facts;
  return whenKeyVaultKnown(facts, "the vault's region", (vault) =>
    sameRegion(vault.location, vm.location)
      ? pass(`Vault ${vault.name} and ${vm.name} are both in ${vm.location}.`)
      : fail(
          `Vault ${vault.name} is in ${vault.location}; ${vm.name} is in ${vm.location}.`,
          `Use a key vault in ${vm.location}: a vault can't be moved to another region.`,
        ),
  );
};
