import { parseResourceId } from "@runbooks/azure";
import type { KeyRule } from "./key-rule";

/**
 * The training module asks for a vault in the subscription of the disks. Enforced in the module edition alone: "Server-side encryption of Azure
 * managed disks", 2026-04-02, lets it be another.
 */
export const vaultSubscription: KeyRule = ({ world, set, found }) => {
  if (world.edition !== "module" || found === undefined) return undefined;
  const subscriptionOf = (id: string): string => parseResourceId(id).subscriptionId.toLowerCase();
  if (subscriptionOf(found.vault.id) === subscriptionOf(set.id)) return undefined;
  return {
    code: "KeyVaultAndDiskInDifferentSubscriptions",
    message: `(sandbox) Key vault '${found.vault.name}' is in another subscription than disk encryption set '${set.name}' (training module).`,
  };
};
