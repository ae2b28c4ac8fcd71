import { parseResourceId } from "@runbooks/azure";
import type { Check } from "../check";
import { fail, inWords, pass } from "../verdict";
import type { CustomerKeyFacts } from "./facts";
import { whenVaultKnown } from "./known";

/**
 * The module asks for a vault in the subscription of the disks. The newer documents let it be another.
 *
 * @see "Server-side encryption of Azure managed disks", Customer-managed keys, 2026-04-02
 */
export const vaultSubscription: Check<CustomerKeyFacts> = (facts, edition) =>
  whenVaultKnown(facts, "the vault's subscription", (vault) => {
    const { diskEncryptionSet: set, targets } = facts;
    // Where no disks are meant yet, the set stands for those that it is made for.
    const places = targets.length === 0 && set.kind === "known" ? [set.value] : targets;
    const elsewhere = places.filter(
      ({ id }) => parseResourceId(id).subscriptionId.toLowerCase() !== vault.subscriptionId.toLowerCase(),
    );
    if (elsewhere.length === 0)
      return pass(`Vault ${vault.name} and the disks are in subscription ${vault.subscriptionId}.`);
    return edition === "current"
      ? pass(`Vault ${vault.name} is in subscription ${vault.subscriptionId}, which may be another one.`)
      : fail(
          `Vault ${vault.name} is in subscription ${vault.subscriptionId}; in another: ${inWords(elsewhere.map(({ name }) => name))}.`,
          "Use a key vault in the subscription of the disks, or go by the current edition.",
        );
  });
