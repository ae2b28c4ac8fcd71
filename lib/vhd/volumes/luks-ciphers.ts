/** What is known of how a LUKS volume, or one of its key slots, is encrypted. */
export type CipherVerdict = "known" | "unknown" | "wrong-key-size" | "encrypts-nothing";

const XTS_KEY_SIZES_IN_BYTES: readonly number[] = [32, 64];
const CBC_KEY_SIZES_IN_BYTES: readonly number[] = [16, 24, 32];

/** What every Linux kernel that Azure endorses has built in or in its initramfs; others may need a module of their own. */
const keySizesInBytes: ReadonlyMap<string, readonly number[]> = new Map([
  ["aes-xts-plain64", XTS_KEY_SIZES_IN_BYTES],
  ["aes-xts-plain", XTS_KEY_SIZES_IN_BYTES],
  ["aes-cbc-essiv:sha256", CBC_KEY_SIZES_IN_BYTES],
  ["aes-cbc-plain64", CBC_KEY_SIZES_IN_BYTES],
  ["aes-cbc-plain", CBC_KEY_SIZES_IN_BYTES],
]);

/**
 * Whether a cipher is one that can be told to work.
 *
 * @param cipher - cipher, mode and initial vector as dm-crypt writes them: `aes-xts-plain64`.
 * @see cryptsetup(8), "NOTES ON SUPPORTED CIPHERS, MODES, HASHES AND KEY SIZES"
 */
export function evaluateCipher(cipher: string, keySizeInBytes: number): CipherVerdict {
  // It copies the data as they are, and cryptsetup opens it with an empty passphrase alone.
  if (/^(?:capi:.*\()?cipher_null\b/.test(cipher) || cipher === "null") return "encrypts-nothing";
  const sizes = keySizesInBytes.get(cipher);
  if (sizes === undefined) return "unknown";
  return sizes.includes(keySizeInBytes) ? "known" : "wrong-key-size";
}

/** Size of the digest of a hash that cryptsetup has with every cryptographic library; undefined for others. */
export function hashSizeInBytes(hash: string): number | undefined {
  return hashSizes.get(hash);
}

const hashSizes: ReadonlyMap<string, number> = new Map([
  ["sha1", 20],
  ["sha224", 28],
  ["sha256", 32],
  ["sha384", 48],
  ["sha512", 64],
]);

const STRIPES = 4000;
const SECTOR_SIZE_IN_BYTES = 512;

/**
 * How much room the key of one slot takes: it is spread over 4,000 stripes, so that wiping a part of it is enough.
 *
 * @see LUKS On-Disk Format Specification, version 1.2.3, "Anti-forensic splitting"
 */
export function keyMaterialSizeInBytes(keySizeInBytes: number): number {
  return Math.ceil((keySizeInBytes * STRIPES) / SECTOR_SIZE_IN_BYTES) * SECTOR_SIZE_IN_BYTES;
}

/** The one number of stripes that cryptsetup accepts. */
export const STRIPE_COUNT: number = STRIPES;

/** More rounds than this take minutes at each start; cryptsetup measures for seconds, which are some millions. */
export const MOST_ITERATIONS = 100_000_000;
