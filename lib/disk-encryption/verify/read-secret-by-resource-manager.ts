import {
  defined,
  type DiskEncryptionSettings,
  type Fact,
  known,
  missing,
  parseKeyVaultUrl,
  parseResourceId,
} from "@runbooks/azure";
import type { Connection } from "../connection/connection";
import type { SecretView } from "../protection/views";
import { stateOf } from "./secret-state";
import { clientsOf } from "../connection/clients";

/**
 * Reads a stamped secret and the key that wraps it through Resource Manager, for whoever has no right inside the vault: the right to read the
 * vault is enough, and no value is ever answered. It shows the newest version alone, so of an older one nothing is known.
 *
 * @throws what Azure's clients throw.
 * @see "Secrets - Get" and "Keys - Get Version", Azure Key Vault management REST API, Microsoft Learn
 */
export async function readSecretByResourceManager(
  azure: Connection,
  { secretUrl, secretVaultId, keyEncryptionKeyUrl, keyEncryptionKeyVaultId }: DiskEncryptionSettings,
): Promise<Fact<SecretView>> {
  const { name, version } = parseKeyVaultUrl(secretUrl);
  const { subscriptionId, resourceGroupName, name: vaultName } = parseResourceId(secretVaultId);
  const secret = await clientsOf(azure)
    .keyVaults(subscriptionId)
    .secrets.get(resourceGroupName, vaultName, name);
  const { attributes, contentType, secretUriWithVersion = "" } = secret.properties;
  if (secretUriWithVersion === "" || parseKeyVaultUrl(secretUriWithVersion).version !== version) {
    return missing(
      `version ${version ?? ""} of secret ${name} is not the newest, and Resource Manager shows no other; a role such as Key Vault Reader on vault ${vaultName} does`,
    );
  }
  const now = azure.clock.now();
  return known(
    {
      secretUrl,
      state: stateOf(attributes?.enabled, attributes?.expires, now),
      ...defined({ contentType, expiresOn: attributes?.expires }),
      tags: secret.tags ?? {},
      ...(keyEncryptionKeyUrl === undefined
        ? {}
        : {
            keyEncryptionKeyUrl,
            keyEncryptionKeyState: await keyState(
              azure,
              keyEncryptionKeyUrl,
              keyEncryptionKeyVaultId ?? secretVaultId,
              now,
            ),
          }),
    },
    `GET Microsoft.KeyVault/vaults/${vaultName}/secrets/${name}`,
  );
}

async function keyState(
  azure: Connection,
  keyUrl: string,
  vaultId: string,
  now: Date,
): Promise<ReturnType<typeof stateOf>> {
  const { name, version } = parseKeyVaultUrl(keyUrl);
  const { subscriptionId, resourceGroupName, name: vaultName } = parseResourceId(vaultId);
  const { keys } = clientsOf(azure).keyVaults(subscriptionId);
  const { attributes } =
    version === undefined
      ? await keys.get(resourceGroupName, vaultName, name)
      : await keys.getVersion(resourceGroupName, vaultName, name, version);
  // Of a key the times are seconds since 1970.
  const expiresOn = attributes?.expires === undefined ? undefined : new Date(attributes.expires * 1000);
  return stateOf(attributes?.enabled, expiresOn, now);
}
