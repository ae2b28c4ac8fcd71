import { forbidden } from "../errors";
import { type KeyVersion, type SecretVersion, named, versionOf } from "./contents";
import type { Resource, World } from "../state";
import { addSecret, type NewSecret } from "./secrets";
import { assertNameIsFree, itemNotFound } from "./items";
import { decryptWith, encryptWith } from "./key-encryption";
import { contentsOf, itemUrl, parseItemUrl, vaultNamed } from "./vaults-by-name";

/** Whether a key or secret version can be used at a moment. */
export type Usability = "usable" | "disabled" | "expired" | "not-yet-valid";

export function usability({ enabled, expires, notBefore }: KeyVersion | SecretVersion, now: Date): Usability {
  if (!enabled) return "disabled";
  if (expires !== undefined && expires <= now) return "expired";
  if (notBefore !== undefined && notBefore > now) return "not-yet-valid";
  return "usable";
}

// "About keys", date-time controlled operations: outside its window a key still unwraps, decrypts and verifies.
const allowedOutsideTheWindow: readonly string[] = ["unwrapKey", "decrypt", "verify"];

/**
 * Throws what Key Vault answers where a key may not be used for an operation: it is disabled, outside its window, or not made for it.
 *
 * The text on a disabled key is Azure's; the two on time are the sandbox's.
 */
export function assertKeyUsable(key: KeyVersion, operation: string, now: Date): void {
  switch (usability(key, now)) {
    case "disabled":
      throw forbidden(`Operation ${operation} is not allowed on a disabled key.`, "KeyDisabled");
    case "expired":
      if (!allowedOutsideTheWindow.includes(operation)) {
        throw forbidden(`(sandbox) Operation ${operation} is not allowed on an expired key.`, "KeyExpired");
      }
      break;
    case "not-yet-valid":
      if (!allowedOutsideTheWindow.includes(operation)) {
        throw forbidden(
          `(sandbox) Operation ${operation} is not allowed on a key that is not yet valid.`,
          "KeyNotYetValid",
        );
      }
      break;
    case "usable":
      break;
  }
  if (!key.keyOperations.includes(operation)) {
    throw forbidden(`Operation ${operation} is not permitted on this key.`, "KeyOperationForbidden");
  }
}

/** Algorithms that wrap a disk encryption key. */
export type WrapAlgorithm = "RSA-OAEP" | "RSA-OAEP-256" | "RSA1_5";

/** A key found by its URL. */
export interface FoundKey {
  readonly vault: Resource;
  readonly name: string;
  /** Undefined: the URL's version is not there. The newest where the URL names none. */
  readonly key: KeyVersion | undefined;
  /** Whether the URL names a version. */
  readonly versioned: boolean;
}

/** A secret found by its URL. */
export interface FoundSecret {
  readonly vault: Resource;
  readonly name: string;
  readonly secret: SecretVersion | undefined;
}

/*
 * What the Azure platform itself does with a vault, past access policies and roles: Compute as a trusted service.
 * The rules on whether it may are Compute's (flag, firewall bypass) and are not here.
 */

/** A vault by its URL. */
export function findVault(world: World, vaultUri: string): Resource | undefined {
  const vaultName = /^https:\/\/([a-z0-9-]+)\.vault\.azure\.net\/?$/i.exec(vaultUri)?.[1];
  return vaultName === undefined ? undefined : vaultNamed(world, vaultName);
}

/** Writes a new secret version and answers its URL. */
export function writeSecret(
  world: World,
  vault: Resource,
  secret: Pick<NewSecret, "name" | "value" | "contentType" | "tags">,
): string {
  const contents = contentsOf(world, vault);
  const { name } = secret;
  assertNameIsFree("Secret", contents.deletedSecrets, name);
  const version = world.identifiers.version();
  addSecret(contents, { ...secret, version, created: world.clock.now() });
  return itemUrl(vault, "secrets", named(contents.secrets, name)?.name ?? name, version);
}

/** Wraps bytes with the key's public half. Throws AzureError for a key that is disabled, expired or too small. */
export function wrap(world: World, keyUrl: string, algorithm: WrapAlgorithm, bytes: Buffer): Buffer {
  return encryptWith(usableKey(world, keyUrl, "wrapKey"), algorithm, bytes);
}

/** Unwraps them with its private half. */
export function unwrap(world: World, keyUrl: string, algorithm: WrapAlgorithm, wrapped: Buffer): Buffer {
  return decryptWith(usableKey(world, keyUrl, "unwrapKey"), algorithm, wrapped);
}

/** A key by its URL; undefined where its vault is not there. */
export function findKey(world: World, keyUrl: string): FoundKey | undefined {
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

/** A secret by its URL; undefined where its vault is not there. */
export function findSecret(world: World, secretUrl: string): FoundSecret | undefined {
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
