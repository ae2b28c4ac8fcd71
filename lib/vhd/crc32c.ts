const POLYNOMIAL = 0x82f6_3b78;

const table: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc >>> 0;
});

/**
 * CRC-32C (Castagnoli), as ext4, XFS and btrfs use it; `node:zlib` has the other polynomial.
 *
 * @returns the running value, which starts as all ones, without the final inversion that XFS and btrfs store.
 * @see RFC 3720, "iSCSI", B.4 "CRC Examples"
 */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return crc >>> 0;
}
