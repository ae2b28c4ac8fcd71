import { RunbookError } from "@runbooks/azure";
import { isZero, type ByteSource } from "./byte-source";

/** Azure's page blobs are made of pages of 512 bytes, and take at most 4 MiB at once. */
const PAGE_SIZE_IN_BYTES = 512;
export const LARGEST_PAGE_RANGE_IN_BYTES: number = 4 * 1024 * 1024;
/** How finely zeros are told from data. Finer would make more requests than it saves bytes. */
const STEP_IN_BYTES = 64 * 1024;

/** A stretch of a file that is not all zeros. */
export interface AllocatedRange {
  /** A multiple of 512. */
  readonly offsetInBytes: number;
  /** A multiple of 512, at most 4 MiB. */
  readonly lengthInBytes: number;
  readonly bytes: Uint8Array;
}

export interface AllocatedRangesOptions {
  /** Where to go on after an interruption; a multiple of 512. */
  readonly fromOffsetInBytes?: number;
}

/**
 * What has to be uploaded of a fixed VHD, its footer included: everything that is not zero, in order. One range is in
 * memory at a time; a blob that was made for an upload is zero wherever nothing is written.
 *
 * Holes of a sparse file are skipped where the source knows them; every other byte is read.
 *
 * @throws RunbookError `ArgumentInvalid` where the size is no multiple of 512, which no fixed VHD's is.
 * @see "Put Page", Azure Storage REST API: ranges of whole pages of 512 bytes, at most 4 MiB
 */
export async function* allocatedRanges(
  source: ByteSource,
  { fromOffsetInBytes = 0 }: AllocatedRangesOptions = {},
): AsyncGenerator<AllocatedRange, void, undefined> {
  if (source.sizeInBytes % PAGE_SIZE_IN_BYTES !== 0 || fromOffsetInBytes % PAGE_SIZE_IN_BYTES !== 0) {
    throw new RunbookError(
      "ArgumentInvalid",
      `Neither a file of ${source.sizeInBytes} bytes nor a start at byte ${fromOffsetInBytes} can be divided into pages of 512 bytes.`,
      "Inspect the file; a fixed VHD is whole MiB and a footer of 512 bytes.",
    );
  }
  for (let start = fromOffsetInBytes; start < source.sizeInBytes; start += LARGEST_PAGE_RANGE_IN_BYTES) {
    const next = (await source.nextData?.(start)) ?? start;
    // Whole windows are skipped, so that the ranges are the same with and without the knowledge of holes.
    start += Math.floor((next - start) / LARGEST_PAGE_RANGE_IN_BYTES) * LARGEST_PAGE_RANGE_IN_BYTES;
    if (next >= source.sizeInBytes) return;
    const length = Math.min(LARGEST_PAGE_RANGE_IN_BYTES, source.sizeInBytes - start);
    const bytes = await source.read(start, length);
    for (const [from, to] of stretches(bytes)) {
      yield { offsetInBytes: start + from, lengthInBytes: to - from, bytes: bytes.subarray(from, to) };
    }
  }
}

/** The stretches of a piece that are not zero. */
function* stretches(bytes: Uint8Array): Generator<readonly [number, number]> {
  if (isZero(bytes)) return;
  let from: number | undefined;
  for (let at = 0; at < bytes.length; at += STEP_IN_BYTES) {
    const zero = isZero(bytes.subarray(at, at + STEP_IN_BYTES));
    if (!zero) from ??= at;
    if (zero && from !== undefined) {
      yield [from, at];
      from = undefined;
    }
  }
  if (from !== undefined) yield [from, bytes.length];
}
