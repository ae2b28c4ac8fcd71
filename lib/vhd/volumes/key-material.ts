import { isZero, readUpTo, type ByteSource } from "../byte-source";

/** Where the key of a slot lies, encrypted by a passphrase. */
export interface KeyArea {
  readonly slot: number;
  readonly offsetInBytes: number;
  readonly sizeInBytes: number;
}

/** The whole area of a key of 64 bytes, the largest of any cipher that is known. */
const MOST_READ_IN_BYTES = 256 * 1024;
const SECTOR_SIZE_IN_BYTES = 512;

/**
 * Numbers of the key slots whose area has a sector of zeros. What is encrypted has none: the area was wiped, or not
 * copied whole. As a key is spread over all of its area, no passphrase opens the slot any more.
 */
export async function wipedKeySlots(
  volume: ByteSource,
  areas: readonly KeyArea[],
): Promise<readonly number[]> {
  const wiped: number[] = [];
  for (const { slot, offsetInBytes, sizeInBytes } of areas) {
    const length = Math.min(sizeInBytes, MOST_READ_IN_BYTES);
    const area = await readUpTo(volume, offsetInBytes, length);
    if (area.length < length || hasZeroSector(area)) wiped.push(slot);
  }
  return wiped;
}

function hasZeroSector(area: Buffer): boolean {
  for (let at = 0; at < area.length; at += SECTOR_SIZE_IN_BYTES) {
    if (isZero(area.subarray(at, at + SECTOR_SIZE_IN_BYTES))) return true;
  }
  return false;
}
