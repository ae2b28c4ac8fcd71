/** A checksum as it is stored, and as it ought to be. */
export interface Checksum {
  readonly stored: number;
  readonly computed: number;
  readonly valid: boolean;
}

/**
 * The checksum of a VHD's footer or header: the one's complement of the sum of all bytes but its own four.
 *
 * @see Virtual Hard Disk Image Format Specification, version 1.0, 2006-10-11, "Hard Disk Footer Format", Checksum
 */
export function onesComplementChecksum(bytes: Uint8Array, checksumOffset: number): Checksum {
  let sum = 0;
  for (const [index, byte] of bytes.entries()) {
    if (index < checksumOffset || index >= checksumOffset + 4) sum += byte;
  }
  const computed = ~sum >>> 0;
  const stored = Buffer.from(bytes).readUInt32BE(checksumOffset);
  return { stored, computed, valid: stored === computed };
}
