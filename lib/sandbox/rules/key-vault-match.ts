import { sameResourceId } from "@runbooks/azure";
import { inputsRefused } from "./host-refusal";
import { namedVault } from "./named-vault";
import type { Rule } from "./rule";

/** The vault is there, and its id and its URL name the same one. Source: Windows troubleshooting guide; azure-cli#4707. */
export const keyVaultMatches: Rule = (request) => {
  const vault = namedVault(request);
  return vault !== undefined && sameResourceId(vault.id, request.settings.KeyVaultResourceId ?? "")
    ? undefined
    : inputsRefused(request);
};
