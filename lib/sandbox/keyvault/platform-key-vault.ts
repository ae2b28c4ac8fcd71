import type { World } from "../state";
import { addSecret } from "./add-secret";
import { named, versionOf, type KeyVersion } from "./contents";
import { assertNameIsFree, itemNotFound } from "./items";
import { decryptWith, encryptWith } from "./key-encryption";
import type { FoundKey, FoundSecret, PlatformKeyVault } from "./platform";
import { assertKeyUsable, usability } from "./usability";
import { contentsOf, itemUrl, parseItemUrl, vaultNamed } from "./vaults-by-name";

/** What Compute does with vaults as a trusted service. */
export const platformKeyVault: PlatformKeyVault = {
  findVault: (world, vaultUri) => {
    const vaultName = /^https:\/\/([a-z0-9-]+)\.vault\.azure\.net\/?$/i.exec(vaultUri)?.[1];
    return vaultName === undefined ? undefined : vaultNamed(world, vaultName);
  },
  findKey,
  findSecret,
  writeSecret: (world, vault, { name, value, contentType, tags }) => {
    const contents = contentsOf(world, vault);
    assertNameIsFree("Secret", contents.deletedSecrets, name);
    const created = world.clock.now();
    const { version } = addSecret(contents, {
      name,
      version: world.identifiers.version(),
      value,
      contentType,
      created,
      tags,
    });
    return itemUrl(vault, "secrets", named(contents.secrets, name)?.name ?? name, version);
  },
  wrap: (world, keyUrl, algorithm, bytes) =>
    encryptWith(usableKey(world, keyUrl, "wrapKey"), algorithm, bytes),
  unwrap: (world, keyUrl, algorithm, wrapped) =>
    decryptWith(usableKey(world, keyUrl, "unwrapKey"), algorithm, wrapped),
  usability,
};

function findKey(world: World, keyUrl: string): FoundKey | undefined {
  const url = parseItemUrl(keyUrl);
  if (url?.kind !== "keys") return undefined;
  const vault = vaultNamed(world, url.vaultName);
  if (vault === undefined) return undefined;
  const item = named(contentsOf(world, vault).keys, url.name);
  return {
    vault,
    name: item?.name ?? url.name,
    key: versionOf(item?.found ?? [], url.version),
    versioned: url.version !== undefined,
  };
}

function findSecret(world: World, secretUrl: string): FoundSecret | undefined {
  const url = parseItemUrl(secretUrl);
  if (url?.kind !== "secrets") return undefined;
  const vault = vaultNamed(world, url.vaultName);
  if (vault === undefined) return undefined;
  const item = named(contentsOf(world, vault).secrets, url.name);
  return { vault, name: item?.name ?? url.name, secret: versionOf(item?.found ?? [], url.version) };
}

function usableKey(world: World, keyUrl: string, operation: "wrapKey" | "unwrapKey"): KeyVersion {
  const found = findKey(world, keyUrl);
  if (found?.key === undefined) {
    throw itemNotFound("Key", found?.name ?? keyUrl);
  }
  assertKeyUsable(found.key, operation, world.clock.now());
  return found.key;
}
