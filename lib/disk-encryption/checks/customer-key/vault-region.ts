import { type KeyVault, sameRegion } from "@runbooks/azure";
import type { Check } from "../check";
import type { Verdict } from "../finding";
import { fail, pass } from "../verdict";
import type { CustomerKeyFacts } from "./facts";
import { whenSetKnown, whenVaultKnown } from "./known";
import { readTargets, unreadTargets } from "./targets";

/** The vault is in the region of the disks (module), or of the set (newer documents), which is the region of the disks. */
export const vaultRegion: Check<CustomerKeyFacts> = (facts, edition) =>
  whenVaultKnown(facts, "the vault's region", (vault) =>
    edition === "module"
      ? ofDisks(facts, vault)
      : whenSetKnown(facts, "the set's region", (set) => evaluate(vault, set.name, set.location)),
  );

/** Where no disks are meant yet, the set stands for those that it is made for. */
function ofDisks(facts: CustomerKeyFacts, vault: KeyVault): Verdict {
  const { diskEncryptionSet: set, targets } = facts;
  const read = targets.length === 0 && set.kind === "known" ? [set.value] : readTargets(facts);
  const elsewhere = read.find(({ location }) => !sameRegion(location, vault.location));
  if (elsewhere !== undefined) return evaluate(vault, elsewhere.name, elsewhere.location);
  return (
    unreadTargets(facts, "the region") ?? pass(`Vault ${vault.name} and the disks are in ${vault.location}.`)
  );
}

function evaluate(vault: KeyVault, what: string, location: string): Verdict {
  return sameRegion(vault.location, location)
    ? pass(`Vault ${vault.name} and ${what} are both in ${location}.`)
    : fail(
        `Vault ${vault.name} is in ${vault.location}; ${what} is in ${location}.`,
        `Use a key vault in ${location}: a vault can't be moved to another region.`,
      );
}
