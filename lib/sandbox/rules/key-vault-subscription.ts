import { parseResourceId } from "@runbooks/azure";
import { inputsRefused } from "./host-refusal";
import { namedVault } from "./named-vault";
import type { Rule } from "./rule";

/** The vault is in the VM's subscription. Source: overview pages, encryption key storage requirements. */
export const keyVaultInSubscription: Rule = (request) => {
  const vault = namedVault(request);
  if (vault === undefined) return undefined;
  const subscriptionOf = (id: string): string => parseResourceId(id).subscriptionId.toLowerCase();
  return subscriptionOf(vault.id) === subscriptionOf(request.virtualMachine.id)
    ? undefined
    : inputsRefused(request);
};
