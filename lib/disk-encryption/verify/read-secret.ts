import {
  defined,
  type DiskEncryptionSettings,
  type Fact,
  known,
  missing,
  parseKeyVaultUrl,
} from "@runbooks/azure";
import { azureError, httpStatus } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import type { CustomerKeyView, SecretView } from "../protection/views";
import { readSecretByResourceManager } from "./read-secret-by-resource-manager";
import { stateOf } from "./secret-state";
import { clientsOf } from "../connection/clients";

/** Reads what the vault says of a stamped secret and of the key that wraps it: its properties, never its value. */
export async function readSecret(
  azure: Connection,
  settings: DiskEncryptionSettings,
): Promise<Fact<SecretView>> {
  const { secretUrl, keyEncryptionKeyUrl } = settings;
  try {
    const { vaultUri, name, version } = parseKeyVaultUrl(secretUrl);
    // The list of versions has all but the value: reading the secret itself would bring key material into this process.
    const versions = clientsOf(azure).secrets(vaultUri).listPropertiesOfSecretVersions(name);
    for await (const properties of versions) {
      if (properties.version !== version) continue;
      const keyState =
        keyEncryptionKeyUrl === undefined ? undefined : await readKeyState(azure, keyEncryptionKeyUrl);
      return known(
        {
          secretUrl,
          state: stateOf(properties.enabled, properties.expiresOn, azure.clock.now()),
          ...defined({ contentType: properties.contentType, expiresOn: properties.expiresOn }),
          tags: properties.tags ?? {},
          ...defined({ keyEncryptionKeyUrl, keyEncryptionKeyState: keyState }),
        },
        `GET ${vaultUri}secrets/${name}/versions`,
      );
    }
    return known({ secretUrl, state: "not-found", tags: {} }, `GET ${vaultUri}secrets/${name}/versions`);
  } catch (error) {
    if (httpStatus(error) === 404) return known({ secretUrl, state: "not-found", tags: {} }, secretUrl);
    // Who may not look into the vault may still read it through Resource Manager.
    return httpStatus(error) === 403
      ? await byResourceManager(azure, settings, error)
      : missing(azureError(error, "reading the secret's properties").message);
  }
}

async function byResourceManager(
  azure: Connection,
  settings: DiskEncryptionSettings,
  refused: unknown,
): Promise<Fact<SecretView>> {
  try {
    return await readSecretByResourceManager(azure, settings);
  } catch (error) {
    if (httpStatus(error) === 404)
      return known({ secretUrl: settings.secretUrl, state: "not-found", tags: {} }, settings.secretUrl);
    return missing(azureError(refused, "reading the secret's properties").message);
  }
}

/** Reads whether the version of a key that a URL names can be used; of the newest version where the URL names none. */
export async function readKeyState(azure: Connection, keyUrl: string): Promise<CustomerKeyView["state"]> {
  const { vaultUri, name, version } = parseKeyVaultUrl(keyUrl);
  try {
    for await (const properties of clientsOf(azure).keys(vaultUri).listPropertiesOfKeyVersions(name)) {
      if (version === undefined || properties.version === version) {
        return stateOf(properties.enabled, properties.expiresOn, azure.clock.now());
      }
    }
    return "not-found";
  } catch (error) {
    if (httpStatus(error) === 404) return "not-found";
    throw error;
  }
}
