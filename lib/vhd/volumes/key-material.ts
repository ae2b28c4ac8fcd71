import { isZero, readUpTo, type ByteSource } from "../byte-source";

/** Where the key of a slot lies, encrypted by a passphrase. */
export interface KeyArea {
  readonly slot: number;
  readonly offsetInBytes: number;
  readonly sizeInBytes: number;
}

const LOOKED_AT_IN_BYTES = 4096;

/**
 * Numbers of the key slots whose area starts or ends with a page of zeros. What is encrypted has no such page: the area
 * was wiped, or never copied, and no passphrase opens the slot any more. What else is in an area is not looked at.
 */
export async function wipedKeySlots(
  volume: ByteSource,
  areas: readonly KeyArea[],
): Promise<readonly number[]> {
  const wiped: number[] = [];
  for (const { slot, offsetInBytes, sizeInBytes } of areas) {
    const length = Math.min(LOOKED_AT_IN_BYTES, sizeInBytes);
    const first = await readUpTo(volume, offsetInBytes, length);
    const last = await readUpTo(volume, offsetInBytes + sizeInBytes - length, length);
    if (isZero(first) || isZero(last)) wiped.push(slot);
  }
  return wiped;
}
