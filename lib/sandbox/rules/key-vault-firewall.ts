import { textAt } from "../json";
import type { Resource } from "../state";
import { hostRefusal, setSecretFailed } from "./host-refusal";
import { namedVault } from "./named-vault";
import type { Rule } from "./rule";

/** A vault with a firewall lets trusted services through. Source: Key Vault network pages; terraform-provider-azurerm#2200. */
export const keyVaultLetsAzureIn: Rule = (request) => {
  const vault = namedVault(request);
  return vault === undefined || letsTrustedServicesIn(vault)
    ? undefined
    : hostRefusal(request, setSecretFailed);
};

/** Whether Azure's own services reach a vault. */
export function letsTrustedServicesIn({ properties }: Resource): boolean {
  const isClosed =
    textAt(properties, "networkAcls", "defaultAction") === "Deny" ||
    textAt(properties, "publicNetworkAccess")?.toLowerCase() === "disabled";
  return !isClosed || (textAt(properties, "networkAcls", "bypass") ?? "AzureServices") === "AzureServices";
}
