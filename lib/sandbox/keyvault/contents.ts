import type { KeyObject } from "node:crypto";

import type { JsonObject } from "../json";

/** Both halves of a key pair. */
export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** One version of a key. */
export interface KeyVersion {
  readonly version: string;
  readonly keyType: string;
  readonly keySizeInBits?: number;
  readonly curve?: string;
  readonly keyOperations: readonly string[];
  readonly enabled: boolean;
  readonly created: Date;
  readonly updated: Date;
  readonly expires?: Date;
  readonly notBefore?: Date;
  readonly tags: Readonly<Record<string, string>>;
  /** Both halves; made when they are first needed, since making an RSA key takes long. */
  readonly material: () => KeyPair;
}

/** One version of a secret. */
export interface SecretVersion {
  readonly version: string;
  readonly value: string;
  readonly contentType?: string;
  readonly enabled: boolean;
  readonly created: Date;
  readonly updated: Date;
  readonly expires?: Date;
  readonly notBefore?: Date;
  readonly tags: Readonly<Record<string, string>>;
}

/** A soft-deleted key or secret: all its versions, and when it went. */
export interface Deleted<T> {
  readonly versions: readonly T[];
  readonly deletedAt: Date;
}

/** When Key Vault makes a new version of a key by itself, and how long that lives. Durations as ISO 8601 writes them. */
export interface RotationPolicy {
  readonly lifetimeActions: readonly JsonObject[];
  readonly expiryTime?: string;
  readonly created: Date;
  readonly updated: Date;
}

/** What is inside one vault. Names as they were first given, to be compared without regard to case; versions oldest first. */
export interface VaultContents {
  readonly keys: Map<string, KeyVersion[]>;
  readonly secrets: Map<string, SecretVersion[]>;
  readonly deletedKeys: Map<string, Deleted<KeyVersion>>;
  readonly deletedSecrets: Map<string, Deleted<SecretVersion>>;
  /** By the key's name; a key that was never given one has none. */
  readonly rotationPolicies: Map<string, RotationPolicy>;
}

/** An empty vault's contents. */
export function emptyVaultContents(): VaultContents {
  return {
    keys: new Map(),
    secrets: new Map(),
    deletedKeys: new Map(),
    deletedSecrets: new Map(),
    rotationPolicies: new Map(),
  };
}

/** An item found by name: the name as it was first given, and what is there. */
export interface Named<T> {
  readonly name: string;
  readonly found: T;
}

/** Finds a key or a secret by name, without regard to case. */
export function named<T>(items: ReadonlyMap<string, T>, name: string): Named<T> | undefined {
  for (const [ownName, found] of items) {
    if (ownName.toLowerCase() === name.toLowerCase()) return { name: ownName, found };
  }
  return undefined;
}

/** The version of that id, or the newest where none is named. */
export function versionOf<T extends { readonly version: string }>(
  versions: readonly T[],
  version?: string,
): T | undefined {
  return version === undefined || version === ""
    ? versions.at(-1)
    : versions.find((candidate) => candidate.version.toLowerCase() === version.toLowerCase());
}

/** Puts a changed version in the place of the one it came from. */
export function replaceVersion<T extends { readonly version: string }>(versions: T[], changed: T): void {
  const index = versions.findIndex(({ version }) => version === changed.version);
  if (index >= 0) versions[index] = changed;
}
