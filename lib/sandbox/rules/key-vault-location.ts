import { sameRegion } from "../../azure/region";
import { parseResourceId } from "../../azure/resource-id";
import { platformKeyVault } from "../keyvault/platform-key-vault";
import { inputsRefused } from "./host-refusal";
import type { Rule } from "./rule";

/** The vault is in the VM's region. Source: overview pages, encryption key storage requirements. */
export const keyVaultInRegion: Rule = (request) => {
  const { world, virtualMachine, settings } = request;
  const vault = platformKeyVault.findVault(world, settings.KeyVaultURL ?? "");
  if (vault?.location === undefined || virtualMachine.location === undefined) return undefined;
  return sameRegion(vault.location, virtualMachine.location) ? undefined : inputsRefused(request);
};

/** The vault is in the VM's subscription. Source: overview pages, encryption key storage requirements. */
export const keyVaultInSubscription: Rule = (request) => {
  const { world, virtualMachine, settings } = request;
  const vault = platformKeyVault.findVault(world, settings.KeyVaultURL ?? "");
  if (vault === undefined) return undefined;
  const [ofVault, ofMachine] = [vault.id, virtualMachine.id].map((id) => parseResourceId(id).subscriptionId.toLowerCase());
  return ofVault === ofMachine ? undefined : inputsRefused(request);
};
