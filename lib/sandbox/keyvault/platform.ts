import type { Resource, World } from "../state";
import type { KeyVersion, SecretVersion } from "./contents";

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

/**
 * What the Azure platform itself does with a vault, past access policies and roles: Compute as a trusted service.
 * The rules on whether it may are Compute's (flag, firewall bypass) and are not here.
 */
export interface PlatformKeyVault {
  findVault(world: World, vaultUri: string): Resource | undefined;
  findKey(world: World, keyUrl: string): FoundKey | undefined;
  findSecret(world: World, secretUrl: string): FoundSecret | undefined;
  /** Writes a new secret version and answers its URL. */
  writeSecret(
    world: World,
    vault: Resource,
    secret: {
      readonly name: string;
      readonly value: string;
      readonly contentType: string;
      readonly tags: Readonly<Record<string, string>>;
    },
  ): string;
  /** Wraps bytes with the key's public half. Throws AzureError for a key that is disabled, expired or too small. */
  wrap(world: World, keyUrl: string, algorithm: WrapAlgorithm, bytes: Buffer): Buffer;
  unwrap(world: World, keyUrl: string, algorithm: WrapAlgorithm, wrapped: Buffer): Buffer;
  /** Whether a key or secret version can be used at a moment. */
  usability(item: KeyVersion | SecretVersion, now: Date): "usable" | "disabled" | "expired" | "not-yet-valid";
}
