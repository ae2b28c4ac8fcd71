import { createHash } from "node:crypto";

/** A vault's name holds 24 characters. "Vault names and Key Vault objects", 2024-04-23. */
const REGION_LENGTH = 10;

/**
 * A name for a new vault of a region and subscription: letters, digits and single hyphens, 24 characters at most. The same place gives the
 * same name, so that proposing twice proposes the same vault. Pure.
 *
 * @param attempt - 0 for the first; each further one gives another name, for where one is taken.
 */
export function newKeyVaultName(
  { subscriptionId, location }: { readonly subscriptionId: string; readonly location: string },
  attempt = 0,
): string {
  const region = location.toLowerCase().replace(/[^a-z0-9]/g, "");
  const digest = createHash("sha256")
    .update(`${subscriptionId.toLowerCase()}/${region}/${attempt}`)
    .digest("hex");
  return `kv-ade-${region.slice(0, REGION_LENGTH)}-${digest.slice(0, 6)}`;
}
