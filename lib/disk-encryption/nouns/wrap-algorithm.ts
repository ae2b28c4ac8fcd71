/** The algorithms by which a key encryption key wraps a volume's key. "Azure Disk Encryption for Windows", extension schema, 2020-03-19. */
export type WrapAlgorithm = "RSA-OAEP" | "RSA-OAEP-256" | "RSA1_5";

/** What the padding takes of a block: RFC 8017, 7.1.1 (twice the hash and two bytes) and 7.2.1. */
const overheadInBytes: Readonly<Record<WrapAlgorithm, number>> = {
  "RSA-OAEP": 42,
  "RSA-OAEP-256": 66,
  RSA1_5: 11,
};

/** How many bytes an RSA key can wrap at once: 214, 342 or 470 with RSA-OAEP and 2048, 3072 or 4096 bits. */
export function longestWrappedInBytes(keySizeInBits: number, algorithm: WrapAlgorithm): number {
  return Math.floor(keySizeInBits / 8) - overheadInBytes[algorithm];
}
