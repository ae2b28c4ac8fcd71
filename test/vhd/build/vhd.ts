import type { placed } from "./sparse-bytes";
import { joined, piece, sparse, type SparseBytes } from "./sparse-bytes";

const checksummed = (bytes: Buffer, at: number): Buffer => {
  bytes.writeUInt32BE(0, at);
  let sum = 0;
  for (const byte of bytes) sum += byte;
  bytes.writeUInt32BE(~sum >>> 0, at);
  return bytes;
};

export interface FooterChanges {
  readonly diskType?: number;
  readonly sizeInBytes?: number;
  readonly headerOffset?: bigint;
  readonly creator?: string;
  readonly hostOs?: string;
  readonly cylinders?: number;
  readonly heads?: number;
  readonly sectorsPerTrack?: number;
  readonly uniqueId?: string;
  readonly savedState?: number;
  readonly secondsSince2000?: number;
}

/** A footer as the specification has it, of a fixed disk unless said otherwise. */
export function footer({
  diskType = 2,
  sizeInBytes = 24 * MiB,
  headerOffset = 0xffff_ffff_ffff_ffffn,
  creator = "win ",
  hostOs = "Wi2k",
  cylinders = 65535,
  heads = 16,
  sectorsPerTrack = 255,
  uniqueId = "11111111222233334444555555555555",
  savedState = 0,
  secondsSince2000 = 0,
}: FooterChanges = {}): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.write("conectix", 0, "latin1");
  bytes.writeUInt32BE(2, 8);
  bytes.writeUInt32BE(0x0001_0000, 12);
  bytes.writeBigUInt64BE(headerOffset, 16);
  bytes.writeUInt32BE(secondsSince2000, 24);
  bytes.write(creator, 28, "latin1");
  bytes.writeUInt32BE(0x000a_0000, 32);
  bytes.write(hostOs, 36, "latin1");
  bytes.writeBigUInt64BE(BigInt(sizeInBytes), 40);
  bytes.writeBigUInt64BE(BigInt(sizeInBytes), 48);
  bytes.writeUInt16BE(cylinders, 56);
  bytes.writeUInt8(heads, 58);
  bytes.writeUInt8(sectorsPerTrack, 59);
  bytes.writeUInt32BE(diskType, 60);
  bytes.write(uniqueId, 68, "hex");
  bytes.writeUInt8(savedState, 84);
  return checksummed(bytes, 64);
}

export const MiB: number = 1024 * 1024;
const NO_BLOCK = 0xffff_ffff;

/** A fixed VHD: the disk and a footer. */
export function fixedVhd(disk: SparseBytes, changes: FooterChanges = {}): SparseBytes {
  const end = footer({ sizeInBytes: disk.sizeInBytes, ...changes });
  return joined(disk, sparse(512, piece(0, end)));
}

export interface DynamicChanges extends FooterChanges {
  readonly blockSizeInBytes?: number;
  readonly maxTableEntries?: number;
  /** Of a differencing disk. */
  readonly parent?: {
    readonly uniqueId: string;
    readonly name: string;
    readonly relativePath?: string;
  };
  /** Sectors that are in the file, of those blocks that are; all, unless said otherwise. */
  readonly hasSector?: (sector: number) => boolean;
}

/** A dynamic VHD of a disk, or a differencing one where a parent is named: the blocks that the disk has pieces in. */
export function dynamicVhd(disk: SparseBytes, changes: DynamicChanges = {}): SparseBytes {
  const { blockSizeInBytes = 2 * MiB, parent, hasSector = () => true } = changes;
  const diskSize = changes.sizeInBytes ?? disk.sizeInBytes;
  const blockCount = changes.maxTableEntries ?? Math.ceil(diskSize / blockSizeInBytes);
  const bitmapSize = Math.ceil(blockSizeInBytes / 512 / 8 / 512) * 512;
  const table = Buffer.alloc(Math.ceil((blockCount * 4) / 512) * 512, 0xff);
  const used = new Set<number>();
  for (const { at, bytes } of disk.pieces) {
    const last = Math.floor((at + bytes.length - 1) / blockSizeInBytes);
    for (let block = Math.floor(at / blockSizeInBytes); block <= last; block += 1) used.add(block);
  }
  const locatorAt = 1536;
  const tableAt = locatorAt + 512;
  let next = tableAt + table.length;
  const pieces = [];
  for (const block of [...used].sort((a, b) => a - b)) {
    if (block >= blockCount) continue;
    table.writeUInt32BE(next / 512, block * 4);
    const bitmap = Buffer.alloc(bitmapSize);
    for (let sector = 0; sector < blockSizeInBytes / 512; sector += 1) {
      const index = (block * blockSizeInBytes) / 512 + sector;
      if (hasSector(index))
        bitmap.writeUInt8((bitmap[sector >> 3] ?? 0) | (0x80 >> (sector & 7)), sector >> 3);
    }
    pieces.push(piece(next, bitmap), ...blockPieces(disk, block, blockSizeInBytes, next + bitmapSize));
    next += bitmapSize + blockSizeInBytes;
  }
  const end = footer({
    diskType: parent === undefined ? 3 : 4,
    headerOffset: 512n,
    ...changes,
    sizeInBytes: diskSize,
  });
  const path = Buffer.from(parent?.relativePath ?? "", "utf16le");
  return sparse(
    next + 512,
    piece(0, end),
    piece(512, dynamicHeader(BigInt(tableAt), blockCount, blockSizeInBytes, parent, locatorAt, path.length)),
    piece(locatorAt, path),
    piece(tableAt, table),
    ...pieces,
    piece(next, end),
  );
}

function blockPieces(
  disk: SparseBytes,
  block: number,
  blockSizeInBytes: number,
  to: number,
): ReturnType<typeof placed> {
  const start = block * blockSizeInBytes;
  return disk.pieces.flatMap(({ at, bytes }) => {
    const from = Math.max(at, start);
    const until = Math.min(at + bytes.length, start + blockSizeInBytes);
    return from < until ? [piece(to + from - start, bytes.subarray(from - at, until - at))] : [];
  });
}

function dynamicHeader(
  tableAt: bigint,
  entries: number,
  blockSizeInBytes: number,
  parent: DynamicChanges["parent"],
  locatorAt: number,
  pathLength: number,
): Buffer {
  const bytes = Buffer.alloc(1024);
  bytes.write("cxsparse", 0, "latin1");
  bytes.writeBigUInt64BE(0xffff_ffff_ffff_ffffn, 8);
  bytes.writeBigUInt64BE(tableAt, 16);
  bytes.writeUInt32BE(0x0001_0000, 24);
  bytes.writeUInt32BE(entries, 28);
  bytes.writeUInt32BE(blockSizeInBytes, 32);
  if (parent !== undefined) {
    bytes.write(parent.uniqueId, 40, "hex");
    const name = Buffer.from(parent.name, "utf16le").swap16();
    name.copy(bytes, 64);
    if (pathLength > 0) {
      bytes.write("W2ru", 576, "latin1");
      bytes.writeUInt32BE(512, 580);
      bytes.writeUInt32BE(pathLength, 584);
      bytes.writeBigUInt64BE(BigInt(locatorAt), 592);
    }
  }
  return checksummed(bytes, 36);
}

/** A checksum of footer or header made anew after a change. */
export const resealed = checksummed;
export const UNUSED_BLOCK: number = NO_BLOCK;
