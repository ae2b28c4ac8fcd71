import { crc32 } from "node:zlib";

import { readWhole, type ByteSource } from "./byte-source";
import { mixedEndianGuid } from "./guid";
import { DiskPieceMissing } from "./virtual-disk";

/** A table is 16 KiB as a rule; a larger one than this isn't read. */
const LARGEST_TABLE_IN_BYTES = 1024 * 1024;
/** Linux takes no other size. @see Linux kernel, block/partitions/efi.c, `is_gpt_valid` */
const ENTRY_SIZE_IN_BYTES = 128;
const SMALLEST_HEADER_IN_BYTES = 92;
const REVISION_1_0 = 0x0001_0000;

/** One of the two headers of a GPT, with its entries. Sectors are of the size that it was looked for with. */
export interface GptHeader {
  readonly sector: number;
  /** Checksum, size, revision and own place are right. */
  readonly headerIsValid: boolean;
  readonly alternateSector: number;
  readonly firstUsableSector: number;
  readonly lastUsableSector: number;
  readonly diskId: string;
  readonly entriesSector: number;
  readonly entryCount: number;
  readonly entrySizeInBytes: number;
  readonly entriesCrc: number;
  /** Undefined where they can't be read. */
  readonly entries: Buffer | undefined;
  readonly entriesAreValid: boolean;
}

/** Whether all of a header can be relied on. */
export const isSound = (header: GptHeader | undefined): header is GptHeader =>
  header?.headerIsValid === true && header.entriesAreValid;

/**
 * Reads the header in a sector, and the entries that it names.
 *
 * @returns undefined where there is none.
 * @see UEFI Specification, version 2.10, 5.3.2 "GPT Header"
 */
export async function readGptHeader(
  disk: ByteSource,
  sector: number,
  sectorSizeInBytes: number,
): Promise<GptHeader | undefined> {
  const bytes = await readIfThere(disk, sector * sectorSizeInBytes, sectorSizeInBytes);
  if (bytes?.toString("latin1", 0, 8) !== "EFI PART") return undefined;
  const header = parseHeader(bytes, sector);
  const tableSize = header.entryCount * header.entrySizeInBytes;
  const usable = header.entrySizeInBytes === ENTRY_SIZE_IN_BYTES && tableSize <= LARGEST_TABLE_IN_BYTES;
  const entries = usable
    ? await readIfThere(disk, header.entriesSector * sectorSizeInBytes, tableSize)
    : undefined;
  const entriesAreValid = entries !== undefined && crc32(entries) === header.entriesCrc;
  return { ...header, entries, entriesAreValid };
}

/** Of a disk that was cut off, or whose parent is missing, one copy of the table may be there without the other. */
async function readIfThere(disk: ByteSource, offset: number, length: number): Promise<Buffer | undefined> {
  try {
    return await readWhole(disk, offset, length);
  } catch (error) {
    if (!(error instanceof DiskPieceMissing)) throw error;
    return undefined;
  }
}

function parseHeader(bytes: Buffer, sector: number): Omit<GptHeader, "entries" | "entriesAreValid"> {
  const headerSize = bytes.readUInt32LE(12);
  const covered = Buffer.from(bytes.subarray(0, Math.min(headerSize, bytes.length)));
  if (covered.length >= 20) covered.writeUInt32LE(0, 16);
  return {
    sector,
    headerIsValid:
      bytes.readUInt32LE(8) === REVISION_1_0 &&
      headerSize >= SMALLEST_HEADER_IN_BYTES &&
      headerSize <= bytes.length &&
      crc32(covered) === bytes.readUInt32LE(16) &&
      bytes.readBigUInt64LE(24) === BigInt(sector),
    alternateSector: Number(bytes.readBigUInt64LE(32)),
    firstUsableSector: Number(bytes.readBigUInt64LE(40)),
    lastUsableSector: Number(bytes.readBigUInt64LE(48)),
    diskId: mixedEndianGuid(bytes.subarray(56, 72)),
    entriesSector: Number(bytes.readBigUInt64LE(72)),
    entryCount: bytes.readUInt32LE(80),
    entrySizeInBytes: bytes.readUInt32LE(84),
    entriesCrc: bytes.readUInt32LE(88),
  };
}
