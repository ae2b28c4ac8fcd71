import { itemHandlers, type ItemHandlers } from "./items";
import { scheduleRotation, createKey as makeKey, rotateKey as makeNextVersion } from "../keys";
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { defined } from "@runbooks/azure";
import { badParameter } from "../../errors";
import { param, type Call, type Reply, type Handler } from "../../http";
import { listAt, objectAt, textAt, valueAt, type Json } from "../../json";
import { sentAttributes, sentTags } from "../attributes";
import { keyBundle, keyItem } from "../bundles";
import type { KeyPair, KeyVersion } from "../contents";
import { openVault, type DataRight } from "../data-access";
import { existingVersion, existing } from "../items";
import { decryptWith, encryptWith, isWrapAlgorithm } from "../key-encryption";
import { type WrapAlgorithm, assertKeyUsable } from "../platform-key-vault";
import { itemUrl } from "../vaults-by-name";
import { rotationPolicyBody, sentRotationPolicy } from "../rotation-policy";

const right = (action: string, permission: string): DataRight => ({ kind: "keys", action, permission });

/** What keys have in common with secrets. */
export const keyItems: ItemHandlers = itemHandlers<KeyVersion>({
  kind: "keys",
  word: "Key",
  readAction: "read",
  updatePermission: "update",
  live: ({ keys }) => keys,
  deleted: ({ deletedKeys }) => deletedKeys,
  listed: keyItem,
  answered: keyBundle,
  changed: ({ world, body }, _vault, _name, key) => ({
    ...key,
    ...sentAttributes(body),
    keyOperations: sentOperations(body) ?? key.keyOperations,
    tags: sentTags(body) ?? key.tags,
    updated: world.clock.now(),
  }),
  whenRecovered: scheduleRotation,
  whenPurged: ({ rotationPolicies }, name) => rotationPolicies.delete(name),
});

export function createKey(call: Call): Reply {
  const name = param(call, "itemName");
  const { vault } = openVault(call, right("create/action", "create"), name);
  const size = valueAt(call.body, "key_size");
  const curve = textAt(call.body, "crv");
  const operations = sentOperations(call.body);
  const key = makeKey(call.world, vault, {
    name,
    keyType: textAt(call.body, "kty"),
    ...(typeof size === "number" ? { keySizeInBits: size } : {}),
    ...defined({ curve, keyOperations: operations }),
    attributes: sentAttributes(call.body),
    tags: sentTags(call.body) ?? {},
  });
  return { status: 200, body: keyBundle(vault, key.name, key.found) };
}

/** Takes a key made elsewhere: a JSON web key with its private half. */
export function importKey(call: Call): Reply {
  const name = param(call, "itemName");
  const { vault } = openVault(call, right("import/action", "import"), name);
  const pair = importedPair(call.body);
  const size = pair.publicKey.asymmetricKeyDetails?.modulusLength;
  const curve = textAt(call.body, "key", "crv");
  const operations = sentOperations(objectAt(call.body, "key"));
  const key = makeKey(call.world, vault, {
    name,
    keyType: textAt(call.body, "key", "kty"),
    ...defined({ keySizeInBits: size, curve, keyOperations: operations }),
    attributes: sentAttributes(call.body),
    tags: sentTags(call.body) ?? {},
    material: () => pair,
  });
  return { status: 200, body: keyBundle(vault, key.name, key.found) };
}

/** Reads a key. A disabled one can be read too (recorded: test_keyvault_key). */
export function getKey(call: Call): Reply {
  const name = param(call, "itemName");
  const { vault, contents } = openVault(call, right("read", "get"), name);
  const key = existingVersion("Key", contents.keys, name, call.params["itemVersion"]);
  return { status: 200, body: keyBundle(vault, key.name, key.found) };
}

function sentOperations(body: Json): readonly string[] | undefined {
  if (valueAt(body, "key_ops") === undefined || valueAt(body, "key_ops") === null) return undefined;
  return listAt(body, "key_ops").filter((operation) => typeof operation === "string");
}

function importedPair(body: Json): KeyPair {
  let privateKey: KeyObject;
  try {
    const key = Object.entries(objectAt(body, "key")).filter(([name]) => name !== "key_ops");
    privateKey = createPrivateKey({
      key: { ...Object.fromEntries(key), kty: textAt(body, "key", "kty")?.replace("-HSM", "") ?? "" },
      format: "jwk",
    });
  } catch {
    // The cause could quote the key.
    throw badParameter("(sandbox) The property 'key' is not a JSON web key with its private half.");
  }
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

type Cipher = (key: KeyVersion, algorithm: WrapAlgorithm, bytes: Buffer) => Buffer;

export const wrapKey: Handler = (call) => operate(call, "wrapKey", "wrap/action", encryptWith);
export const unwrapKey: Handler = (call) => operate(call, "unwrapKey", "unwrap/action", decryptWith);
export const encrypt: Handler = (call) => operate(call, "encrypt", "encrypt/action", encryptWith);
export const decrypt: Handler = (call) => operate(call, "decrypt", "decrypt/action", decryptWith);

/** One operation with a key: bytes in base64url in, bytes in base64url out. */
function operate(call: Call, operation: string, action: string, cipher: Cipher): Reply {
  const name = param(call, "itemName");
  const { vault, contents } = openVault(call, { kind: "keys", action, permission: operation }, name);
  const key = existingVersion("Key", contents.keys, name, call.params["itemVersion"]);
  assertKeyUsable(key.found, operation, call.world.clock.now());
  const algorithm = textAt(call.body, "alg") ?? "";
  const value = textAt(call.body, "value");
  if (!isWrapAlgorithm(algorithm)) {
    throw badParameter(
      `(sandbox) The algorithm '${algorithm}' is not one of RSA-OAEP, RSA-OAEP-256, RSA1_5.`,
    );
  }
  if (value === undefined) throw badParameter("(sandbox) The property 'value' is missing.");
  return {
    status: 200,
    body: {
      kid: itemUrl(vault, "keys", key.name, key.found.version),
      value: cipher(key.found, algorithm, Buffer.from(value, "base64url")).toString("base64url"),
    },
  };
}

/** Makes a new version of a key. */
export function rotateKey(call: Call): Reply {
  const name = param(call, "itemName");
  const { vault, contents } = openVault(call, right("rotate/action", "rotate"), name);
  const key = existing("Key", contents.keys, name);
  return { status: 200, body: keyBundle(vault, key.name, makeNextVersion(call.world, vault, key)) };
}

export function getRotationPolicy(call: Call): Reply {
  const name = param(call, "itemName");
  const { vault, contents } = openVault(call, right("keyrotationpolicies/read", "getrotationpolicy"), name);
  const key = existing("Key", contents.keys, name);
  const id = `${itemUrl(vault, "keys", key.name)}/rotationpolicy`;
  return { status: 200, body: rotationPolicyBody(id, contents.rotationPolicies.get(key.name)) };
}

/** Sets a key's policy as a whole; Key Vault makes the next version when it is due. */
export function putRotationPolicy(call: Call): Reply {
  const name = param(call, "itemName");
  const { vault, contents } = openVault(call, right("keyrotationpolicies/write", "setrotationpolicy"), name);
  const key = existing("Key", contents.keys, name);
  const earlier = contents.rotationPolicies.get(key.name);
  const policy = sentRotationPolicy(call.body, earlier, call.world.clock.now());
  contents.rotationPolicies.set(key.name, policy);
  scheduleRotation(call.world, vault, key.name);
  const id = `${itemUrl(vault, "keys", key.name)}/rotationpolicy`;
  return { status: 200, body: rotationPolicyBody(id, policy) };
}
