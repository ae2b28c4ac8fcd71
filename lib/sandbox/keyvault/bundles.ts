import { defined } from "@runbooks/azure";
import { commonAttributes, seconds, tagsField, retentionOf, scheduledPurge } from "./attributes";
import type { Deleted, KeyVersion, SecretVersion } from "./contents";
import type { JsonObject } from "../json";
import type { Resource } from "../state";
import { itemUrl, vaultUriOf } from "./vaults-by-name";

/** A key as a vault answers it, with its public half. Order and fields as recorded (test_keyvault_key). */
export function keyBundle(vault: Resource, name: string, key: KeyVersion): JsonObject {
  return {
    key: {
      kid: itemUrl(vault, "keys", name, key.version),
      kty: key.keyType,
      key_ops: [...key.keyOperations],
      ...publicHalf(key),
    },
    attributes: keyAttributes(vault, key),
    ...tagsField(key.tags),
  };
}

/** A key in a list: without its public half; `version` is left out in the list of keys. */
export function keyItem(vault: Resource, name: string, key: KeyVersion, version?: string): JsonObject {
  return {
    kid: itemUrl(vault, "keys", name, version),
    attributes: keyAttributes(vault, key),
    ...tagsField(key.tags),
  };
}

/** A secret with its value: the answer to setting and getting it, and to nothing else. */
export function secretBundle(vault: Resource, name: string, secret: SecretVersion): JsonObject {
  return { value: secret.value, ...secretItem(vault, name, secret, secret.version) };
}

/** A secret without its value: in lists, after an update, deleted. */
export function secretItem(
  vault: Resource,
  name: string,
  secret: SecretVersion,
  version?: string,
): JsonObject {
  return {
    ...defined({ contentType: secret.contentType }),
    id: itemUrl(vault, "secrets", name, version),
    attributes: { ...commonAttributes(secret), ...retentionOf(vault) },
    ...tagsField(secret.tags),
  };
}

/** What is put before a deleted key or secret: where it can be recovered, and until when. */
export function deletionFields(
  vault: Resource,
  kind: "deletedkeys" | "deletedsecrets",
  name: string,
  item: Deleted<unknown>,
): JsonObject {
  return {
    recoveryId: `${vaultUriOf(vault)}${kind}/${name}`,
    deletedDate: seconds(item.deletedAt),
    scheduledPurgeDate: seconds(scheduledPurge(vault, item.deletedAt)),
  };
}

function keyAttributes(vault: Resource, key: KeyVersion): JsonObject {
  return {
    ...commonAttributes(key),
    ...retentionOf(vault),
    exportable: false,
    hsmPlatform: key.keyType.endsWith("-HSM") ? "1" : "0",
  };
}

function publicHalf(key: KeyVersion): JsonObject {
  const { n, e, crv, x, y } = key.material().publicKey.export({ format: "jwk" });
  // Node calls Key Vault's P-256K by its other name.
  return key.curve === undefined ? { n, e } : { crv: crv === "secp256k1" ? "P-256K" : crv, x, y };
}
