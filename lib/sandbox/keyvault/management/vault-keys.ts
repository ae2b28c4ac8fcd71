import { defined } from "@runbooks/azure";
import { resourceNotFound } from "../../errors";
import { param, type Call, type Reply } from "../../http";
import { listAt, objectAt, textAt, valueAt, type JsonObject } from "../../json";
import type { Resource } from "../../state";
import { commonAttributes, sentAttributes, sentTags, tagsField, isPurgeProtected } from "../attributes";
import { named, versionOf, type KeyVersion, type Named } from "../contents";
import { createKey } from "../keys";
import { contentsOf, itemUrl, vaultType } from "../vaults-by-name";

/** PUT of a key: makes it where there is none, else answers what is there, unchanged ("Create If Not Exist"). */
export function putVaultKey(call: Call, vault: Resource): Reply {
  const name = param(call, "keyName");
  const current = found(call, vault, name);
  if (current !== undefined) return { status: 200, body: keyBody(vault, current) };
  const sent = objectAt(call.body, "properties");
  const size = valueAt(sent, "keySize");
  const curve = textAt(sent, "curveName");
  const operations = listAt(sent, "keyOps").filter((operation) => typeof operation === "string");
  const key = createKey(call.world, vault, {
    name,
    keyType: textAt(sent, "kty"),
    ...(typeof size === "number" ? { keySizeInBits: size } : {}),
    ...defined({ curve }),
    ...(operations.length === 0 ? {} : { keyOperations: operations }),
    attributes: sentAttributes(sent),
    tags: sentTags(call.body) ?? {},
  });
  return { status: 200, body: keyBody(vault, key) };
}

export function getVaultKey(call: Call, vault: Resource): Reply {
  return { status: 200, body: keyBody(vault, keyOf(call, vault)) };
}

export function listVaultKeys(call: Call, vault: Resource): Reply {
  const keys = [...contentsOf(call.world, vault).keys].flatMap(([name, versions]) => {
    const newest = versions.at(-1);
    return newest === undefined ? [] : [keyBody(vault, { name, found: newest })];
  });
  return { status: 200, body: { value: keys } };
}

export function getVaultKeyVersion(call: Call, vault: Resource): Reply {
  return { status: 200, body: keyVersionBody(vault, keyOf(call, vault)) };
}

export function listVaultKeyVersions(call: Call, vault: Resource): Reply {
  const { name } = keyOf(call, vault);
  const versions = named(contentsOf(call.world, vault).keys, name)?.found ?? [];
  return {
    status: 200,
    body: { value: versions.map((version) => keyVersionBody(vault, { name, found: version })) },
  };
}

function found(call: Call, vault: Resource, name: string, version?: string): Named<KeyVersion> | undefined {
  const item = named(contentsOf(call.world, vault).keys, name);
  const key = versionOf(item?.found ?? [], version);
  return item === undefined || key === undefined ? undefined : { name: item.name, found: key };
}

function keyOf(call: Call, vault: Resource): Named<KeyVersion> {
  const [name, version] = [param(call, "keyName"), call.params["keyVersion"]];
  const key = found(call, vault, name, version);
  if (key !== undefined) return key;
  const path = `${vault.name}/keys/${name}${version === undefined ? "" : `/versions/${version}`}`;
  throw resourceNotFound(vaultType, path, param(call, "resourceGroupName"));
}

function keyBody(vault: Resource, { name, found: key }: Named<KeyVersion>): JsonObject {
  const size = key.curve === undefined ? { keySize: key.keySizeInBits } : { curveName: key.curve };
  return {
    id: `${vault.id}/keys/${name}`,
    name,
    type: `${vaultType}/keys`,
    location: vault.location,
    ...tagsField(key.tags),
    properties: {
      attributes: {
        ...commonAttributes(key),
        // The specification's levels on this plane know no "Customized...".
        recoveryLevel: isPurgeProtected(vault) ? "Recoverable" : "Recoverable+Purgeable",
        exportable: false,
      },
      kty: key.keyType,
      keyOps: [...key.keyOperations],
      ...size,
      keyUri: itemUrl(vault, "keys", name),
      keyUriWithVersion: itemUrl(vault, "keys", name, key.version),
    },
  };
}

function keyVersionBody(vault: Resource, key: Named<KeyVersion>): JsonObject {
  const { version } = key.found;
  return {
    ...keyBody(vault, key),
    id: `${vault.id}/keys/${key.name}/versions/${version}`,
    name: version,
    type: `${vaultType}/keys/versions`,
  };
}
