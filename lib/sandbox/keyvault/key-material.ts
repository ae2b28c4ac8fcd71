import { generateKeyPairSync } from "node:crypto";

import type { KeyPair } from "./contents";

/** Key Vault's curve names, and OpenSSL's for them. */
export const curves: Readonly<Record<string, string>> = {
  "P-256": "prime256v1",
  "P-384": "secp384r1",
  "P-521": "secp521r1",
  "P-256K": "secp256k1",
};

/** RSA sizes that a vault makes ("About keys": 2048, 3072 and 4096 bits). */
export const rsaSizesInBits: readonly number[] = [2048, 3072, 4096];

/** The version of a key, and what has to be known to make its pair. */
interface MaterialOptions {
  readonly name: string;
  readonly version: string;
  /** `RSA`, `RSA-HSM`, `EC`, `EC-HSM`. */
  readonly keyType: string;
  readonly keySizeInBits?: number;
  readonly curve?: string;
}

const pairs = new Map<string, KeyPair>();

/**
 * A key pair that is made at the first use and stays the same from then on.
 *
 * The same version of a key has the same pair in each sandbox of the process: making one takes longer than all else that a sandbox does.
 */
export function lazyMaterial(options: MaterialOptions): () => KeyPair {
  const { name, version, keyType, keySizeInBits, curve } = options;
  const identity = JSON.stringify([name, version, keyType, keySizeInBits, curve]);
  return () => {
    const pair = pairs.get(identity) ?? makePair(options);
    pairs.set(identity, pair);
    return pair;
  };
}

function makePair({ keyType, keySizeInBits = 2048, curve = "P-256" }: MaterialOptions): KeyPair {
  return keyType.toUpperCase().startsWith("EC")
    ? generateKeyPairSync("ec", { namedCurve: curves[curve] ?? curve })
    : generateKeyPairSync("rsa", { modulusLength: keySizeInBits });
}
