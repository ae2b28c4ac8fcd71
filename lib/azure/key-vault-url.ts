import { defined } from "./defined";
import { RunbookError } from "./errors";

/** The URL of a key or a secret in a vault, taken apart. */
export interface KeyVaultUrl {
  readonly url: string;
  readonly vaultName: string;
  readonly vaultUri: string;
  readonly kind: "keys" | "secrets";
  readonly name: string;
  /** Absent where the URL names no version. */
  readonly version?: string;
}

const keyVaultUrlPattern =
  /^https:\/\/(([a-z0-9-]+)\.[a-z0-9.-]+)\/(keys|secrets)\/([a-z0-9-]+)(?:\/([a-z0-9]+))?\/?$/i;

/**
 * Takes `https://<vault>.vault.azure.net/keys/<name>/<version>` apart; the version may be left out.
 *
 * @throws RunbookError `ArgumentInvalid` for any other text, a port in the host included.
 */
export function parseKeyVaultUrl(url: string): KeyVaultUrl {
  const [, host, vaultName, kind, name, version] = keyVaultUrlPattern.exec(url) ?? [];
  if (host === undefined || vaultName === undefined || kind === undefined || name === undefined) {
    throw new RunbookError(
      "ArgumentInvalid",
      `'${url}' is not the URL of a key or a secret in a key vault.`,
      "Give https://<vault>.vault.azure.net/keys/<name>/<version>, without a port.",
    );
  }
  return {
    url,
    vaultName,
    vaultUri: `https://${host}/`,
    kind: kind.toLowerCase() === "keys" ? "keys" : "secrets",
    name,
    ...defined({ version }),
  };
}
