import { sameResourceId } from "../../azure/resource-id";
import { platformKeyVault } from "../keyvault/platform-key-vault";
import { inputsRefused } from "./host-refusal";
import type { Rule } from "./rule";

/** The vault is there, and its id and its URL name the same one. Source: Windows troubleshooting guide; azure-cli#4707. */
export const keyVaultMatches: Rule = (request) => {
  const { world, settings } = request;
  const vault = platformKeyVault.findVault(world, settings.KeyVaultURL ?? "");
  return vault !== undefined && sameResourceId(vault.id, settings.KeyVaultResourceId ?? "")
    ? undefined
    : inputsRefused(request);
};
