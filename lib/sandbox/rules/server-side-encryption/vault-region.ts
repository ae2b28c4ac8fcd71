import { sameRegion } from "@runbooks/azure";
import type { KeyRule } from "./key-rule";

/**
 * The vault is in the set's region. Source: restrictions in "Server-side encryption of Azure managed disks", 2026-04-02; code:
 * "Troubleshoot BYOK issues" (Azure Kubernetes Service), where it comes at the first use of a set. No document gives the text.
 */
export const vaultRegion: KeyRule = ({ set, found }) => {
  const [ofVault, ofSet] = [found?.vault.location, set.location];
  if (ofVault === undefined || ofSet === undefined || sameRegion(ofVault, ofSet)) return undefined;
  return {
    code: "KeyVaultAndDiskInDifferentRegions",
    message: `(sandbox) Key vault '${found?.vault.name ?? ""}' is in ${ofVault}, disk encryption set '${set.name}' in ${ofSet}.`,
  };
};
