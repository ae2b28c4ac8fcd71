import { RunbookError } from "@runbooks/azure";

/** The api-version that a planned request is sent with: the one that Azure's client of the same type reads it by. */
const ofResourceManager: Readonly<Record<string, string>> = {
  "microsoft.authorization": "2022-04-01",
  "microsoft.compute": "2026-03-01",
  "microsoft.compute/disks": "2025-01-02",
  "microsoft.compute/diskencryptionsets": "2025-01-02",
  "microsoft.compute/snapshots": "2025-01-02",
  "microsoft.features": "2021-07-01",
  "microsoft.keyvault": "2026-02-01",
  "microsoft.managedidentity": "2024-11-30",
  "microsoft.resources": "2025-03-01",
};
const OF_KEY_VAULT = "2025-07-01";

/**
 * The api-version of a request to Resource Manager (by the last provider of its path) or to a vault.
 *
 * @param path - a resource id, or a resource id and a verb.
 * @throws RunbookError `ArgumentInvalid` for a provider that no planned request goes to.
 */
export function apiVersionOf({
  endpoint,
  path,
}: {
  readonly endpoint?: string;
  readonly path: string;
}): string {
  if (endpoint !== undefined) return OF_KEY_VAULT;
  const [provider, type] = typeOf(path.toLowerCase());
  const version = ofResourceManager[`${provider}/${type}`] ?? ofResourceManager[provider];
  if (version !== undefined) return version;
  throw new RunbookError(
    "ArgumentInvalid",
    `No api-version is known for ${path}.`,
    "Name it in connection/api-versions.ts.",
  );
}

/** Provider and type that a path leads to; of what is registered, Microsoft.Features and Microsoft.Resources are asked. */
function typeOf(path: string): readonly [provider: string, type: string] {
  if (path.includes("/providers/microsoft.features/")) return ["microsoft.features", "features"];
  const [, provider = "", type = ""] = /^.*\/providers\/([^/]+)\/([^/]+)/.exec(path) ?? [];
  return type === "register" ? ["microsoft.resources", "providers"] : [provider, type];
}
