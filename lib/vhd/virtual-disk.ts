import { BlockAllocationTable, type BlockCount } from "./block-allocation-table";
import { assertInside, LONGEST_READ_IN_BYTES, readWhole, sourceWindow, type ByteSource } from "./byte-source";
import { isBlockSize, type VhdDynamicHeader } from "./dynamic-header";

const SECTOR_SIZE_IN_BYTES = 512;

/** What a piece of the disk inside a VHD can't be read for; the file around it may be fine. */
export class DiskPieceMissing extends Error {
  override readonly name = "DiskPieceMissing";
}

/** The disk inside a fixed VHD: the file without its footer. */
export function fixedDisk(source: ByteSource, sizeInBytes: number): ByteSource {
  return sourceWindow(source, 0, sizeInBytes);
}

/** What is needed to read the disk inside a dynamic or differencing VHD. */
export interface SparseDiskParts {
  readonly source: ByteSource;
  readonly header: VhdDynamicHeader;
  readonly diskSizeInBytes: number;
  /** The disk that a differencing one builds on; undefined where it is not there. Zeros under a dynamic one. */
  readonly underneath: ByteSource | undefined;
  /** A dynamic disk: what its file does not have is zeros. */
  readonly isZeroUnderneath?: boolean;
}

/** The disk inside a dynamic or differencing VHD. */
export interface SparseDisk extends ByteSource {
  readonly blockCount: number;
  /** Counts the blocks that the file holds. */
  countBlocks(): Promise<BlockCount>;
}

/**
 * The disk inside a dynamic or differencing VHD, read through its block allocation table and sector bitmaps.
 *
 * A sector whose bit is 0 is read from what is underneath: the parent, or zeros.
 *
 * @returns undefined where the header's block size is not a power of two of at least one sector.
 * @see Virtual Hard Disk Image Format Specification, version 1.0, 2006-10-11, "Implementing a Dynamic Disk",
 *   "Implementing a Differencing Hard Disk"
 */
export function sparseDisk({
  source,
  header: { blockSizeInBytes, maxTableEntries, tableOffsetInBytes },
  diskSizeInBytes,
  underneath,
  isZeroUnderneath = false,
}: SparseDiskParts): SparseDisk | undefined {
  if (!isBlockSize(blockSizeInBytes)) return undefined;
  const blockCount = Math.ceil(diskSizeInBytes / blockSizeInBytes);
  const table = new BlockAllocationTable(source, tableOffsetInBytes, maxTableEntries);
  const bitmapSizeInBytes = bitmapSize(blockSizeInBytes);

  /** Reads a piece that lies in one block. */
  async function readInBlock(offset: number, length: number): Promise<Uint8Array> {
    const block = Math.floor(offset / blockSizeInBytes);
    const blockOffset = await table.blockOffsetInBytes(block);
    if (blockOffset === undefined) {
      throw new DiskPieceMissing(
        `the block allocation table has no entry that can be read for block ${block}`,
      );
    }
    if (blockOffset === "unused") return readUnderneath(offset, length);
    return readUsed(blockOffset, offset, length);
  }

  async function readUsed(blockOffset: number, offset: number, length: number): Promise<Uint8Array> {
    const within = offset % blockSizeInBytes;
    const firstSector = Math.floor(within / SECTOR_SIZE_IN_BYTES);
    const lastSector = Math.floor((within + length - 1) / SECTOR_SIZE_IN_BYTES);
    const firstByte = firstSector >>> 3;
    const bitmap = await readWhole(source, blockOffset + firstByte, (lastSector >>> 3) - firstByte + 1);
    const data = await readWhole(source, blockOffset + bitmapSizeInBytes + within, length);
    if (bitmap === undefined || data === undefined) {
      throw new DiskPieceMissing(
        `block ${Math.floor(offset / blockSizeInBytes)} lies outside the file, at byte ${blockOffset}`,
      );
    }
    const isHere = (sector: number): boolean =>
      ((bitmap[(sector >>> 3) - firstByte] ?? 0) & (0x80 >>> (sector & 7))) !== 0;
    for (let sector = firstSector; sector <= lastSector;) {
      const here = isHere(sector);
      let next = sector + 1;
      while (next <= lastSector && isHere(next) === here) next += 1;
      if (!here) {
        const from = Math.max(sector * SECTOR_SIZE_IN_BYTES, within) - within;
        const to = Math.min(next * SECTOR_SIZE_IN_BYTES - within, length);
        data.set(await readUnderneath(offset + from, to - from), from);
      }
      sector = next;
    }
    return data;
  }

  async function readUnderneath(offset: number, length: number): Promise<Uint8Array> {
    if (underneath === undefined) {
      throw new DiskPieceMissing("it is in the parent disk, which is not there");
    }
    // A child may be larger than its parent; what the parent lacks is zero.
    const bytes = new Uint8Array(length);
    const reachable = Math.min(length, Math.max(underneath.sizeInBytes - offset, 0));
    if (reachable > 0) bytes.set(await underneath.read(offset, reachable));
    return bytes;
  }

  /** Over blocks that the file has none of; of a differencing disk, its parent's data may be there. */
  async function nextData(offset: number): Promise<number> {
    for (let block = Math.floor(offset / blockSizeInBytes); block < blockCount; block += 1) {
      if ((await table.blockOffsetInBytes(block)) === "unused") continue;
      return Math.max(block * blockSizeInBytes, offset);
    }
    return diskSizeInBytes;
  }

  return {
    sizeInBytes: diskSizeInBytes,
    blockCount,
    ...(isZeroUnderneath ? { nextData } : {}),
    countBlocks: async () => table.count(blockCount, bitmapSizeInBytes + blockSizeInBytes),
    read: async (offsetInBytes, lengthInBytes) => {
      assertInside(diskSizeInBytes, offsetInBytes, lengthInBytes);
      const bytes = new Uint8Array(lengthInBytes);
      for (let done = 0; done < lengthInBytes;) {
        const offset = offsetInBytes + done;
        const leftInBlock = blockSizeInBytes - (offset % blockSizeInBytes);
        const length = Math.min(lengthInBytes - done, leftInBlock, LONGEST_READ_IN_BYTES);
        bytes.set(await readInBlock(offset, length), done);
        done += length;
      }
      return bytes;
    },
  };
}

/** One bit for each sector, padded to whole sectors. */
function bitmapSize(blockSizeInBytes: number): number {
  const bytes = Math.ceil(blockSizeInBytes / SECTOR_SIZE_IN_BYTES / 8);
  return Math.ceil(bytes / SECTOR_SIZE_IN_BYTES) * SECTOR_SIZE_IN_BYTES;
}
