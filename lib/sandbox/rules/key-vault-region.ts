import { sameRegion } from "@runbooks/azure";
import { inputsRefused } from "./host-refusal";
import { namedVault } from "./named-vault";
import type { Rule } from "./rule";

/** The vault is in the VM's region. Source: overview pages, encryption key storage requirements. */
export const keyVaultInRegion: Rule = (request) => {
  const [ofVault, ofMachine] = [namedVault(request)?.location, request.virtualMachine.location];
  if (ofVault === undefined || ofMachine === undefined) return undefined;
  return sameRegion(ofVault, ofMachine) ? undefined : inputsRefused(request);
};
