import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

import { defined } from "@runbooks/azure";
import { badParameter } from "../../errors";
import { param, type Call, type Reply } from "../../http";
import { listAt, objectAt, textAt, valueAt, type Json } from "../../json";
import { sentAttributes, sentTags } from "../attributes";
import { deletionFields, keyBundle, keyItem } from "../bundles";
import { replaceVersion, type KeyPair, type KeyVersion } from "../contents";
import { createKey as makeKey } from "../create-key";
import { openVault, type DataRight } from "../data-access";
import { existing, existingVersion } from "../items";
import { vaultPage } from "../paging";
import { deleteSoftly } from "../soft-delete";

const right = (action: string, permission: string): DataRight => ({ kind: "keys", action, permission });

export function createKey(call: Call): Reply {
  const name = param(call, "keyName");
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
  const name = param(call, "keyName");
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
  const name = param(call, "keyName");
  const { vault, contents } = openVault(call, right("read", "get"), name);
  const key = existingVersion("Key", contents.keys, name, call.params["keyVersion"]);
  return { status: 200, body: keyBundle(vault, key.name, key.found) };
}

export function listKeys(call: Call): Reply {
  const { vault, contents } = openVault(call, right("read", "list"));
  const entries = [...contents.keys].flatMap(([name, versions]) => {
    const newest = versions.at(-1);
    return newest === undefined ? [] : [{ marker: name, body: keyItem(vault, name, newest) }];
  });
  return { status: 200, body: vaultPage(call, entries) };
}

/** The versions of a key, oldest first. A key that is not there has none. */
export function listKeyVersions(call: Call): Reply {
  const name = param(call, "keyName");
  const { vault, contents } = openVault(call, right("read", "list"), name);
  const key = existing("Key", contents.keys, name);
  const entries = key.found.map((version) => ({
    marker: version.version,
    body: keyItem(vault, key.name, version, version.version),
  }));
  return { status: 200, body: vaultPage(call, entries) };
}

export function updateKey(call: Call): Reply {
  const name = param(call, "keyName");
  const { vault, contents } = openVault(call, right("update/action", "update"), name);
  const key = existingVersion("Key", contents.keys, name, call.params["keyVersion"]);
  const changed: KeyVersion = {
    ...key.found,
    ...sentAttributes(call.body),
    keyOperations: sentOperations(call.body) ?? key.found.keyOperations,
    tags: sentTags(call.body) ?? key.found.tags,
    updated: call.world.clock.now(),
  };
  replaceVersion(existing("Key", contents.keys, name).found, changed);
  return { status: 200, body: keyBundle(vault, key.name, changed) };
}

export function deleteKey(call: Call): Reply {
  const name = param(call, "keyName");
  const { vault, contents } = openVault(call, right("delete", "delete"), name);
  const key = existing("Key", contents.keys, name);
  const newest = existingVersion("Key", contents.keys, name).found;
  const deleted = deleteSoftly(call.world, vault, contents.keys, contents.deletedKeys, key);
  return {
    status: 200,
    body: {
      ...deletionFields(vault, "deletedkeys", key.name, deleted),
      ...keyBundle(vault, key.name, newest),
    },
  };
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
