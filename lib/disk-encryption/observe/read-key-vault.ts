import {
  type Fact,
  type KeyEncryptionKey,
  type KeyVault,
  known,
  missing,
  parseKeyVaultUrl,
  type ResourceId,
  RunbookError,
  sameResourceId,
} from "@runbooks/azure";
import { azureError } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { parseIdOfType, readResource } from "./read-resource";
import { clientsOf } from "../connection/clients";
import { toKeyVault, toKeyEncryptionKey } from "./from-azure/key-vault";

/**
 * Takes a vault's full resource id apart. Names are not accepted: two vaults can be meant by one name, and the wrong one is found
 * out only at the next boot.
 *
 * @throws RunbookError `ResourceIdMalformed`.
 */
export const parseKeyVaultId = (id: string): ResourceId =>
  parseIdOfType(id, "Microsoft.KeyVault/vaults", "key vault");

/** Reads a vault through Resource Manager. */
export async function readKeyVault(azure: Connection, id: string): Promise<Fact<KeyVault>> {
  const { subscriptionId, resourceGroupName, name } = parseKeyVaultId(id);
  return await readResource(`vault ${name}`, `Microsoft.KeyVault/vaults/${name}`, async () =>
    toKeyVault(await clientsOf(azure).keyVaults(subscriptionId).vaults.get(resourceGroupName, name)),
  );
}

/**
 * Reads a key encryption key through Resource Manager: no right inside the vault is needed, no key material is read.
 *
 * @throws RunbookError `ArgumentInvalid` for a text that is not a key's URL.
 */
export async function readKeyEncryptionKey(
  azure: Connection,
  url: string,
  vault: Fact<KeyVault>,
): Promise<Fact<KeyEncryptionKey>> {
  const parsed = parseKeyVaultUrl(url);
  if (parsed.kind !== "keys") {
    throw new RunbookError(
      "ArgumentInvalid",
      `'${url}' is the URL of a secret.`,
      "Give the URL of a key, with its version.",
    );
  }
  if (vault.kind === "missing") return missing(`the key's vault could not be read: ${vault.reason}`);
  if (vault.value.name.toLowerCase() !== parsed.vaultName.toLowerCase()) {
    return missing(`key ${url} is not in vault ${vault.value.name}`);
  }
  const { subscriptionId, resourceGroupName, name } = vault.value;
  try {
    const keys = clientsOf(azure).keyVaults(subscriptionId).keys;
    const key =
      parsed.version === undefined
        ? await keys.get(resourceGroupName, name, parsed.name)
        : await keys.getVersion(resourceGroupName, name, parsed.name, parsed.version);
    return known(toKeyEncryptionKey(key, url), `GET Microsoft.KeyVault/vaults/${name}/keys/${parsed.name}`);
  } catch (error) {
    return missing(azureError(error, `reading key ${parsed.name}`).message);
  }
}

/**
 * The vault of a key encryption key that is not in the vault of the secrets.
 *
 * @param vaultId - full resource id of the key's vault, where the operator named it.
 * @returns undefined where the key is in the vault of the secrets, and no other was named.
 * @throws RunbookError `ResourceIdMalformed`; `ArgumentInvalid` for a text that is not a key's URL.
 */
export async function readVaultOfKey(
  azure: Connection,
  keyUrl: string,
  vaultOfSecrets: Fact<KeyVault>,
  vaultId: string | undefined,
): Promise<Fact<KeyVault> | undefined> {
  if (vaultId !== undefined) {
    const named = parseKeyVaultId(vaultId);
    return vaultOfSecrets.kind === "known" && sameResourceId(vaultOfSecrets.value.id, named.id)
      ? undefined
      : await readKeyVault(azure, vaultId);
  }
  const { vaultName } = parseKeyVaultUrl(keyUrl);
  return vaultOfSecrets.kind === "missing" ||
    vaultOfSecrets.value.name.toLowerCase() === vaultName.toLowerCase()
    ? undefined
    : missing(`key ${keyUrl} is in another vault than the secrets, and the id of that vault was not given`);
}
