import type { KeyRotationPolicyProperties } from "@azure/keyvault-keys";

import {
  defined,
  absent,
  type Fact,
  type KeyEncryptionKey,
  type KeyLifetimeTrigger,
  type KeyRotationPolicy,
  type KeyVault,
  known,
  missing,
} from "@runbooks/azure";
import { azureError, httpStatus } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { toKeyEncryptionKey } from "./from-azure/key-vault";
import { clientsOf } from "../connection/clients";

/**
 * Reads the newest version of a key through Resource Manager, `absent` where the vault has no such key: no right inside the vault is needed, no key material is read.
 */
export async function readNewestKey(
  azure: Connection,
  vault: KeyVault,
  keyName: string,
): Promise<Fact<KeyEncryptionKey>> {
  const { subscriptionId, resourceGroupName, name } = vault;
  try {
    const key = await clientsOf(azure).keyVaults(subscriptionId).keys.get(resourceGroupName, name, keyName);
    const url = key.keyUriWithVersion;
    return url === undefined
      ? missing(`Azure's answer for key ${keyName} names no version`)
      : known(toKeyEncryptionKey(key, url), `GET Microsoft.KeyVault/vaults/${name}/keys/${keyName}`);
  } catch (error) {
    const { message } = azureError(error, `reading key ${keyName}`);
    return httpStatus(error) === 404 ? absent(message) : missing(message);
  }
}

/** Reads when Key Vault makes a new version of a key by itself; needs the right to, inside the vault (`getrotationpolicy`). */
export async function readKeyRotationPolicy(
  azure: Connection,
  vaultUri: string,
  keyName: string,
): Promise<Fact<KeyRotationPolicy>> {
  try {
    const policy = await clientsOf(azure).keys(vaultUri).getKeyRotationPolicy(keyName);
    return known(
      {
        ...defined({
          expiresIn: policy.expiresIn,
          rotates: triggerOf(policy, "rotate"),
          notifies: triggerOf(policy, "notify"),
        }),
      },
      `GET ${vaultUri}keys/${keyName}/rotationpolicy`,
    );
  } catch (error) {
    return missing(azureError(error, `reading the rotation policy of key ${keyName}`).message);
  }
}

function triggerOf(
  { lifetimeActions = [] }: KeyRotationPolicyProperties,
  action: "rotate" | "notify",
): KeyLifetimeTrigger | undefined {
  const found = lifetimeActions.find((one) => one.action.toLowerCase() === action);
  const { timeAfterCreate, timeBeforeExpiry } = found ?? {};
  if (timeAfterCreate !== undefined) return { timeAfterCreate };
  return timeBeforeExpiry === undefined ? undefined : { timeBeforeExpiry };
}
