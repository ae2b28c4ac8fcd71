import {
  type DiskEncryptionSet,
  type Fact,
  type KeyEncryptionKey,
  type KeyGrant,
  type KeyVault,
  missing,
  parseKeyVaultUrl,
} from "@runbooks/azure";
import type { DiskEncryptionSetFacts } from "../checks/customer-key/facts";
import type { Connection } from "../connection/connection";
import { readKeyRotationPolicy, readNewestKey } from "./read-customer-key";
import { readKeyGrant } from "./read-key-grant";
import { readKeyEncryptionKey } from "./read-key-vault";
import { readKeyVaultOfKey } from "./read-key-vault-of-key";

/**
 * Reads what stands behind a disk encryption set: its vault, its key and what its identities may do with it.
 *
 * @param keyVaultId - the vault's id, where the set does not tell it and it is known.
 */
export async function readSetFacts(
  azure: Connection,
  diskEncryptionSet: Fact<DiskEncryptionSet>,
  keyVaultId?: string,
): Promise<DiskEncryptionSetFacts> {
  const observedAt = azure.clock.now();
  const keyUrl = diskEncryptionSet.kind === "known" ? diskEncryptionSet.value.keyUrl : undefined;
  if (diskEncryptionSet.kind === "missing" || keyUrl === undefined) {
    const reason =
      diskEncryptionSet.kind === "missing"
        ? diskEncryptionSet.reason
        : `set ${diskEncryptionSet.value.name} names no key`;
    return {
      diskEncryptionSet,
      keyVault: missing(reason),
      key: missing(reason),
      newestKey: missing(reason),
      keyRotationPolicy: missing(reason),
      grants: [],
      observedAt,
    };
  }
  const set = diskEncryptionSet.value;
  const { name: keyName, vaultUri } = parseKeyVaultUrl(keyUrl);
  const keyVault = await readKeyVaultOfKey(azure, keyUrl, set.sourceVaultId ?? keyVaultId);
  const [key, newestKey, keyRotationPolicy, grants] = await Promise.all([
    readKeyEncryptionKey(azure, keyUrl, keyVault),
    newestOf(azure, keyVault, keyName),
    readKeyRotationPolicy(azure, vaultUri, keyName),
    Promise.all(
      set.identities.map(async (identity) =>
        keyVault.kind === "known"
          ? await readKeyGrant(azure, keyVault.value, keyName, identity)
          : missing<KeyGrant>(keyVault.reason),
      ),
    ),
  ]);
  return { diskEncryptionSet, keyVault, key, newestKey, keyRotationPolicy, grants, observedAt };
}

/** The newest version of a vault's key; missing where the vault could not be read. */
export async function newestOf(
  azure: Connection,
  vault: Fact<KeyVault>,
  keyName: string,
): Promise<Fact<KeyEncryptionKey>> {
  return vault.kind === "known" ? await readNewestKey(azure, vault.value, keyName) : missing(vault.reason);
}
