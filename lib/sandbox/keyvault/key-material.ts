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

/** What has to be known to make a key pair. */
export interface MaterialOptions {
  /** `RSA`, `RSA-HSM`, `EC`, `EC-HSM`. */
  readonly keyType: string;
  readonly keySizeInBits?: number;
  readonly curve?: string;
}

/** A key pair that is made at the first use and stays the same from then on. */
export function lazyMaterial(options: MaterialOptions): () => KeyPair {
  let pair: KeyPair | undefined;
  return () => (pair ??= makePair(options));
}

function makePair({ keyType, keySizeInBits = 2048, curve = "P-256" }: MaterialOptions): KeyPair {
  return keyType.toUpperCase().startsWith("EC")
    ? generateKeyPairSync("ec", { namedCurve: curves[curve] ?? curve })
    : generateKeyPairSync("rsa", { modulusLength: keySizeInBits });
}
