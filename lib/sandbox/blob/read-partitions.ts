import type { PartitionContent, UploadedDisk, UploadedPartition } from "./uploaded-disk";

/** Enough for the marks of every file system below. */
const headInBytes = 4096;

/** What lies in a partition, by its first bytes. `read` counts from the partition's start. */
async function partitionContent(read: ReadDisk, sizeInBytes: number): Promise<PartitionContent> {
  const head = await read(0, headInBytes);
  const text = (from: number, to: number): string => head.toString("latin1", from, to);
  if (text(3, 11) === "-FVE-FS-") {
    return { kind: "bitlocker", externalKeyProtectors: await externalKeyProtectors(read, head, sizeInBytes) };
  }
  const luksVersion = head.readUInt16BE(6);
  if (text(0, 6) === "LUKS\xba\xbe" && (luksVersion === 1 || luksVersion === 2))
    return { kind: "luks", version: luksVersion, uuid: text(168, 208).replace(/\0.*$/s, "") };
  if (text(3, 11) === "NTFS    ") return { kind: "ntfs" };
  if (isFat(head)) return { kind: "fat" };
  if (text(0, 4) === "XFSB") return { kind: "xfs" };
  if (head.readUInt16LE(1080) === 0xef53) return { kind: "ext" };
  return { kind: head.every((byte) => byte === 0) ? "empty" : "unknown" };
}

/** By the parameters of its boot sector: the name in it is for people ("FAT32 File System Specification", 2000-12-06). */
function isFat(head: Buffer): boolean {
  const [bytesPerSector, sectorsPerCluster] = [head.readUInt16LE(11), head.readUInt8(13)];
  return (
    head.readUInt16LE(510) === 0xaa55 &&
    [0xe9, 0xeb].includes(head.readUInt8(0)) &&
    [512, 1024, 2048, 4096].includes(bytesPerSector) &&
    [1, 2, 4, 8, 16, 32, 64, 128].includes(sectorsPerCluster) &&
    head.readUInt16LE(14) > 0 &&
    [1, 2].includes(head.readUInt8(16))
  );
}

/** Numbers of BitLocker's metadata (libyal/libbde, "BitLocker Drive Encryption (BDE) format"). */
const bde = {
  metadataOffset: 176,
  blockHeaderInBytes: 64,
  headerInBytes: 48,
  largestMetadataInBytes: 64 * 1024,
  volumeMasterKeyEntry: 0x0002,
  startupKeyProtection: 0x0200,
} as const;

/** The protectors that a `.bek` file opens; none where the metadata is not where the volume says. */
async function externalKeyProtectors(
  read: ReadDisk,
  head: Buffer,
  sizeInBytes: number,
): Promise<readonly string[]> {
  const offset = Number(head.readBigUInt64LE(bde.metadataOffset));
  if (offset === 0 || offset + bde.blockHeaderInBytes + bde.headerInBytes > sizeInBytes) return [];
  const block = await read(offset, bde.largestMetadataInBytes);
  if (block.toString("latin1", 0, 8) !== "-FVE-FS-") return [];
  const end = Math.min(bde.blockHeaderInBytes + block.readUInt32LE(bde.blockHeaderInBytes), block.length);
  const found: string[] = [];
  for (let entry = bde.blockHeaderInBytes + bde.headerInBytes; entry + 36 <= end;) {
    const size = block.readUInt16LE(entry);
    if (size < 8) break;
    const isVolumeMasterKey = block.readUInt16LE(entry + 2) === bde.volumeMasterKeyEntry;
    // The entry's own 8 bytes, then: identifier (16), time (8), unknown (2), kind of protection (2).
    if (isVolumeMasterKey && block.readUInt16LE(entry + 34) === bde.startupKeyProtection)
      found.push(guidAt(block, entry + 8));
    entry += size;
  }
  return found;
}

/** A GUID as Windows stores it, in upper case. */
function guidAt(bytes: Buffer, offset: number): string {
  const part = (from: number, to: number): Buffer => bytes.subarray(offset + from, offset + to);
  const turned = (from: number, to: number): string => Buffer.from(part(from, to)).reverse().toString("hex");
  return [turned(0, 4), turned(4, 6), turned(6, 8), part(8, 10).toString("hex"), part(10, 16).toString("hex")]
    .join("-")
    .toUpperCase();
}

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
