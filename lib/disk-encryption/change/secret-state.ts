import type { TouchedResource } from "./plan";
import type { StoredKey } from "./stored-key";

/** The id under which Resource Manager knows a vault's secret. */
export const secretId = (vaultId: string, secretName: string): string =>
  `${vaultId}/secrets/${secretName}`.toLowerCase();

/** The state of a secret that a plan depends on: its newest version, and whether that can be used. Nothing of its value. */
export function secretState(
  vaultId: string,
  { secretName, secretUrl, enabled, expiresOn }: StoredKey,
): TouchedResource {
  return {
    id: secretId(vaultId, secretName),
    state: [
      secretUrl,
      enabled ? "enabled" : "disabled",
      ...(expiresOn === undefined ? [] : [`until ${expiresOn.toISOString()}`]),
    ].join(", "),
  };
}
