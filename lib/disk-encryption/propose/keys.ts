import { type KeyEncryptionKey, type KeyVault, known } from "@runbooks/azure";
import type { EncryptionFacts } from "../checks/facts";
import { keyEncryptionKey } from "../checks/key-encryption-key";
import { azureError } from "../connection/azure-error";
import type { Connection } from "../connection/connection";
import { readNewestKey } from "../observe/read-customer-key";
import { clientsOf } from "../connection/clients";

/** The key encryption keys of a vault that a VM could use. */
export interface UsableKeys {
  readonly keys: readonly KeyEncryptionKey[];
  /** Why there may be more; absent where all were read. */
  readonly unread?: string;
}

/** A vault can hold thousands of keys; so many are looked at. */
const MOST_KEYS = 25;

/**
 * The keys of a vault, in their newest version, that are surely usable for a VM: RSA, enabled, in their time, and long enough for its guest.
 * Reads through Resource Manager, so no right inside the vault is needed.
 */
export async function readUsableKeys(
  azure: Connection,
  facts: EncryptionFacts,
  vault: KeyVault,
): Promise<UsableKeys> {
  const keys: KeyEncryptionKey[] = [];
  let looked = 0;
  try {
    const all = clientsOf(azure)
      .keyVaults(vault.subscriptionId)
      .keys.list(vault.resourceGroupName, vault.name);
    for await (const { name } of all) {
      if (name === undefined) continue;
      if (looked === MOST_KEYS) return { keys, unread: `only the first ${MOST_KEYS} keys were looked at` };
      looked += 1;
      const key = await readNewestKey(azure, vault, name);
      if (key.kind === "known" && isUsable(facts, vault, key.value)) keys.push(key.value);
    }
    return { keys };
  } catch (error) {
    return { keys, unread: azureError(error, `listing the keys of vault ${vault.name}`).message };
  }
}

function isUsable(facts: EncryptionFacts, vault: KeyVault, key: KeyEncryptionKey): boolean {
  const withKey = {
    ...facts,
    keyVault: known(vault, "proposal"),
    keyEncryptionKey: known(key, "proposal"),
  };
  return keyEncryptionKey(withKey, "current").outcome === "pass";
}
