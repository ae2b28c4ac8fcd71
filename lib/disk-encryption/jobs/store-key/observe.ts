import { type Fact, type KeyEncryptionKey, type KeyVault, missing } from "@runbooks/azure";
import { type KeyMaterial } from "../../nouns/key-material";
import { type SecretLifetimePolicies } from "../../nouns/secret-lifetime-policies";
import { type WrapAlgorithm } from "../../nouns/wrap-algorithm";
import type { VhdReport } from "@runbooks/vhd";
import type { Connection } from "../../connection/connection";
import { parseKeyVaultId, readKeyEncryptionKey, readKeyVault } from "../../observe/read-key-vault";
import { readSecretLifetimePolicies } from "../../observe/read-secret-lifetime-policies";
import { secretNameOf } from "./names";
import { readIsDeleted, readStoredKey, type StoredKey } from "../../change/stored-key";

/** A volume's key that is to go into a vault, for a VM that is to be made from the volume's disk. */
export interface StoreKeyRequest {
  /** Full resource id of the vault. */
  readonly keyVaultId: string;
  /** With its version; without it the key is not wrapped. */
  readonly keyEncryptionKeyUrl?: string;
  /** Without it `RSA-OAEP`. */
  readonly algorithm?: WrapAlgorithm;
  /** Full resource id that the VM is to have. */
  readonly vmId: string;
  /** Region that the VM is to be in. */
  readonly location: string;
  /** What the plan is made for: its kind, its length, and of a `.bek` file its identifier. Its bytes go to `apply` alone. */
  readonly material: KeyMaterial;
  /** What was found in the VHD; with it the key is compared with the volumes' protectors. */
  readonly report?: VhdReport;
  /** Windows: letter of the volume, without it `C`. */
  readonly volumeLetter?: string;
  /** Linux: the volume is on a data disk at this place; without it, it is the OS volume. */
  readonly dataDisk?: { readonly controller: number; readonly lun: number };
  /** Without it the secret does not expire, as the secrets that Azure writes itself. */
  readonly expiresOn?: Date;
}

/** Everything that the storing of a key is planned by. */
export interface StoreKeyFacts {
  readonly request: StoreKeyRequest;
  readonly keyVault: Fact<KeyVault>;
  readonly keyEncryptionKey: Fact<KeyEncryptionKey> | "none";
  readonly secretLifetimePolicies: Fact<SecretLifetimePolicies>;
  /** The secret, where it is there already; its value is not read. */
  readonly stored: Fact<StoredKey>;
  readonly isDeleted: Fact<boolean>;
  readonly observedAt: Date;
}

/**
 * Reads the vault, the key encryption key, the policies, and whether the secret is there. Reads no secret's value, and changes nothing.
 *
 * @throws RunbookError `ResourceIdMalformed`, `ArgumentInvalid` for a key's URL that is none.
 */
export async function observeStoreKey(azure: Connection, request: StoreKeyRequest): Promise<StoreKeyFacts> {
  const { keyVaultId, keyEncryptionKeyUrl } = request;
  parseKeyVaultId(keyVaultId);
  const keyVault = await readKeyVault(azure, keyVaultId);
  const name = secretNameOf(request);
  const [keyEncryptionKey, secretLifetimePolicies, stored, isDeleted] = await Promise.all([
    keyEncryptionKeyUrl === undefined
      ? ("none" as const)
      : readKeyEncryptionKey(azure, keyEncryptionKeyUrl, keyVault),
    readSecretLifetimePolicies(azure, keyVaultId),
    keyVault.kind === "known"
      ? readStoredKey(azure, keyVault.value.vaultUri, name)
      : missing<StoredKey>(keyVault.reason),
    keyVault.kind === "known"
      ? readIsDeleted(azure, keyVault.value.vaultUri, name)
      : missing<boolean>(keyVault.reason),
  ]);
  return {
    request,
    keyVault,
    keyEncryptionKey,
    secretLifetimePolicies,
    stored,
    isDeleted,
    observedAt: azure.clock.now(),
  };
}
