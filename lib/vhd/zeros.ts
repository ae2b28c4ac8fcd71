import { isZero, readUpTo, type ByteSource } from "./byte-source";
import type { UnknownVolume, ZerosVolume } from "./volume";

/** A volume up to this size is read to its end. */
const READ_THROUGH_IN_BYTES = 1024 * 1024;
/** Where it is known where data may be, so much of it is read. */
const MOST_DATA_READ_IN_BYTES = 16 * 1024 * 1024;
const PIECE_IN_BYTES = 64 * 1024;
const SAMPLES = 64;
const SAMPLE_IN_BYTES = 4096;

/**
 * What a volume is that starts with zeros: empty, or one whose header is destroyed while its data are still there. A
 * small one is read through; of a larger one the holes are skipped where they are known, and else samples are read from
 * one end to the other: encrypted data are nowhere zeros.
 */
export async function zerosIn(volume: ByteSource, alreadyRead: number): Promise<ZerosVolume | UnknownVolume> {
  const { sizeInBytes, nextData } = volume;
  const through = Math.min(sizeInBytes, READ_THROUGH_IN_BYTES);
  const more = await readUpTo(volume, alreadyRead, through - alreadyRead);
  if (!isZero(more)) return { kind: "unknown" };
  if (through === sizeInBytes) return { kind: "zeros", readInBytes: sizeInBytes };
  let readInBytes = through;
  if (nextData !== undefined) {
    for (let at = await nextData(through); readInBytes < MOST_DATA_READ_IN_BYTES;) {
      if (at >= sizeInBytes) return { kind: "zeros", readInBytes: sizeInBytes };
      const piece = await readUpTo(volume, at, PIECE_IN_BYTES);
      if (!isZero(piece)) return { kind: "unknown" };
      readInBytes += piece.length;
      at = at + piece.length >= sizeInBytes ? sizeInBytes : await nextData(at + piece.length);
    }
  }
  const step = (sizeInBytes - through - SAMPLE_IN_BYTES) / (SAMPLES - 1);
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const at = Math.max(through, Math.floor(through + sample * step));
    const bytes = await readUpTo(volume, at, SAMPLE_IN_BYTES);
    if (!isZero(bytes)) return { kind: "unknown" };
    readInBytes += bytes.length;
  }
  return { kind: "zeros", readInBytes };
}
