import { partitionContent } from "./partition-content";
import type { UploadedDisk, UploadedPartition } from "./uploaded-disk";

/** Reads bytes of a disk; what lies past its end is zero. */
export type ReadDisk = (offsetInBytes: number, lengthInBytes: number) => Promise<Buffer>;

const sectorInBytes = 512;
const protectiveType = 0xee;

interface Extent {
  readonly offsetInBytes: number;
  readonly sizeInBytes: number;
}

/** The partitions of an uploaded disk and what lies in them. Partitions inside an extended one are not looked for. */
export async function readPartitions(
  read: ReadDisk,
  sizeInBytes: number,
): Promise<Pick<UploadedDisk, "partitionTable" | "partitions">> {
  const first = await read(0, sectorInBytes);
  const entries = masterBootRecord(first);
  const isProtective = entries.some(({ type }) => type === protectiveType);
  const extents = isProtective ? await guidPartitionTable(read) : entries;
  // A boot sector ends in the same signature as a partition table: a volume without a table has a mark of its own.
  const whole: Extent = { offsetInBytes: 0, sizeInBytes };
  const isTable = extents.some(({ offsetInBytes }) => offsetInBytes > 0 && offsetInBytes < sizeInBytes);
  const numbered = isTable
    ? extents.map((extent, index) => ({ ...extent, number: index + 1 }))
    : [{ ...whole, number: 0 }];
  const partitions: UploadedPartition[] = [];
  for (const { number, offsetInBytes, sizeInBytes: size } of numbered) {
    if (size === 0 || offsetInBytes >= sizeInBytes) continue;
    const content = await partitionContent((offset, length) => read(offsetInBytes + offset, length), size);
    partitions.push({ number, offsetInBytes, sizeInBytes: size, content });
  }
  return { partitionTable: isTable ? (isProtective ? "gpt" : "mbr") : "none", partitions };
}

function masterBootRecord(sector: Buffer): readonly (Extent & { readonly type: number })[] {
  if (sector.readUInt16LE(510) !== 0xaa55) return [];
  return [446, 462, 478, 494].map((offset) => ({
    type: sector.readUInt8(offset + 4),
    offsetInBytes: sector.readUInt32LE(offset + 8) * sectorInBytes,
    sizeInBytes: sector.readUInt8(offset + 4) === 0 ? 0 : sector.readUInt32LE(offset + 12) * sectorInBytes,
  }));
}

async function guidPartitionTable(read: ReadDisk): Promise<readonly Extent[]> {
  const header = await read(sectorInBytes, sectorInBytes);
  if (header.toString("latin1", 0, 8) !== "EFI PART") return [];
  const count = Math.min(header.readUInt32LE(80), 128);
  const entrySize = Math.min(Math.max(header.readUInt32LE(84), 128), 1024);
  const table = await read(Number(header.readBigUInt64LE(72)) * sectorInBytes, count * entrySize);
  return Array.from({ length: count }, (_, index) => {
    const entry = table.subarray(index * entrySize, (index + 1) * entrySize);
    const [from, to] = [entry.readBigUInt64LE(32), entry.readBigUInt64LE(40)];
    const isUsed = entry.subarray(0, 16).some((byte) => byte !== 0) && to >= from;
    return {
      offsetInBytes: isUsed ? Number(from) * sectorInBytes : 0,
      sizeInBytes: isUsed ? Number(to - from + 1n) * sectorInBytes : 0,
    };
  });
}
