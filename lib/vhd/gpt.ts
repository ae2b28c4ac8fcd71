import { crc32 } from "node:zlib";

import { isZero, readWhole, type ByteSource } from "./byte-source";
import { mixedEndianGuid } from "./guid";
import {
  placementDefects,
  SECTOR_SIZE_IN_BYTES,
  type Partition,
  type PartitionTable,
  type TableDefect,
} from "./partition-table";
import { gptPartitionType } from "./partition-types";
import { utf16LittleEndianText } from "./text";
import { DiskPieceMissing } from "./virtual-disk";

/** A table is 16 KiB as a rule; a larger one than this isn't read. */
const LARGEST_TABLE_IN_BYTES = 1024 * 1024;
const EMPTY_TYPE = "00000000-0000-0000-0000-000000000000";

interface GptHeader {
  readonly sector: number;
  readonly headerIsValid: boolean;
  readonly alternateSector: number;
  readonly diskId: string;
  readonly entriesSector: number;
  readonly entryCount: number;
  readonly entrySizeInBytes: number;
  readonly entriesCrc: number;
}

interface ReadHeader extends GptHeader {
  /** Undefined where they can't be read. */
  readonly entries: Buffer | undefined;
  readonly entriesAreValid: boolean;
}

/**
 * Reads a GPT: the header in sector 1 and its entries, and the backup at the end of the disk.
 *
 * @returns undefined where neither header is there.
 * @see UEFI Specification, version 2.10, 5.3 "GUID Partition Table (GPT) Disk Layout"
 */
export async function readGpt(disk: ByteSource, bootSector: Buffer): Promise<PartitionTable | undefined> {
  const primary = await readHeader(disk, 1);
  const lastSector = Math.floor(disk.sizeInBytes / SECTOR_SIZE_IN_BYTES) - 1;
  const atEnd = await readHeader(disk, lastSector);
  const named =
    primary === undefined || primary.alternateSector === lastSector
      ? undefined
      : await readHeader(disk, primary.alternateSector);
  const backup = atEnd ?? named;
  const good = [primary, backup].find((header) => header?.headerIsValid && header.entriesAreValid);
  const table = good ?? primary ?? backup;
  if (table === undefined) return undefined;

  const partitions = table.entries === undefined ? [] : partitionsOf(table, table.entries);
  return {
    scheme: "GPT",
    diskId: table.diskId,
    partitions,
    hasBootCode: !isZero(bootSector.subarray(0, 440)),
    defects: [
      ...primaryDefects(primary),
      ...backupDefects(primary, backup, lastSector),
      ...placementDefects(partitions, disk.sizeInBytes),
    ],
  };
}

async function readHeader(disk: ByteSource, sector: number): Promise<ReadHeader | undefined> {
  const bytes = await readIfThere(disk, sector * SECTOR_SIZE_IN_BYTES, SECTOR_SIZE_IN_BYTES);
  if (bytes?.toString("latin1", 0, 8) !== "EFI PART") return undefined;
  const header = parseHeader(bytes, sector);
  const tableSize = header.entryCount * header.entrySizeInBytes;
  const usable = header.entrySizeInBytes >= 128 && tableSize <= LARGEST_TABLE_IN_BYTES;
  const entries = usable
    ? await readIfThere(disk, header.entriesSector * SECTOR_SIZE_IN_BYTES, tableSize)
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

function parseHeader(bytes: Buffer, sector: number): GptHeader {
  const headerSize = bytes.readUInt32LE(12);
  const covered = Buffer.from(bytes.subarray(0, Math.min(headerSize, SECTOR_SIZE_IN_BYTES)));
  if (covered.length >= 20) covered.writeUInt32LE(0, 16);
  return {
    sector,
    headerIsValid:
      headerSize >= 92 &&
      headerSize <= SECTOR_SIZE_IN_BYTES &&
      crc32(covered) === bytes.readUInt32LE(16) &&
      bytes.readBigUInt64LE(24) === BigInt(sector),
    alternateSector: Number(bytes.readBigUInt64LE(32)),
    diskId: mixedEndianGuid(bytes.subarray(56, 72)),
    entriesSector: Number(bytes.readBigUInt64LE(72)),
    entryCount: bytes.readUInt32LE(80),
    entrySizeInBytes: bytes.readUInt32LE(84),
    entriesCrc: bytes.readUInt32LE(88),
  };
}

function partitionsOf({ entryCount, entrySizeInBytes }: GptHeader, entries: Buffer): readonly Partition[] {
  const partitions: Partition[] = [];
  for (let index = 0; index < entryCount; index += 1) {
    const entry = entries.subarray(index * entrySizeInBytes, (index + 1) * entrySizeInBytes);
    const type = mixedEndianGuid(entry.subarray(0, 16));
    if (type === EMPTY_TYPE) continue;
    const first = Number(entry.readBigUInt64LE(32));
    const last = Number(entry.readBigUInt64LE(40));
    const name = utf16LittleEndianText(entry.subarray(56, 128));
    partitions.push({
      number: index + 1,
      offsetInBytes: first * SECTOR_SIZE_IN_BYTES,
      sizeInBytes: Math.max(last - first + 1, 0) * SECTOR_SIZE_IN_BYTES,
      type: gptPartitionType(type),
      uniqueId: mixedEndianGuid(entry.subarray(16, 32)),
      ...(name === "" ? {} : { name }),
    });
  }
  return partitions;
}

function primaryDefects(primary?: ReadHeader): readonly TableDefect[] {
  if (primary === undefined)
    return [damaged("There is no GPT header in sector 1; the backup at the end is read.")];
  return [
    ...(primary.headerIsValid ? [] : [damaged("The checksum of the GPT header in sector 1 does not fit.")]),
    ...(primary.entriesAreValid
      ? []
      : [
          damaged(
            primary.entries === undefined
              ? `The partition entries, ${primary.entryCount} of ${primary.entrySizeInBytes} bytes at sector ${primary.entriesSector}, can't be read.`
              : "The checksum of the partition entries does not fit.",
          ),
        ]),
  ];
}

function backupDefects(
  primary: ReadHeader | undefined,
  backup: ReadHeader | undefined,
  lastSector: number,
): readonly TableDefect[] {
  if (backup === undefined) {
    return [
      { kind: "backup-damaged", text: `There is no backup of the GPT in the last sector, ${lastSector}.` },
    ];
  }
  if (backup.sector !== lastSector) {
    const text = `The backup of the GPT is in sector ${backup.sector}; the last sector is ${lastSector}.`;
    return [{ kind: "backup-misplaced", text }];
  }
  if (!backup.headerIsValid || !backup.entriesAreValid) {
    return [{ kind: "backup-damaged", text: "The checksums of the GPT's backup do not fit." }];
  }
  // A primary whose own checksums don't fit says nothing that the backup could agree with.
  const agree =
    primary === undefined ||
    !primary.headerIsValid ||
    !primary.entriesAreValid ||
    (primary.diskId === backup.diskId && primary.entriesCrc === backup.entriesCrc);
  return agree ? [] : [{ kind: "backup-damaged", text: "The GPT and its backup list different partitions." }];
}

const damaged = (text: string): TableDefect => ({ kind: "damaged", text });
