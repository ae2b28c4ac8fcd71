import { crc32 } from "node:zlib";

import { piece, placed, sparse, type Piece, type SparseBytes } from "./sparse-bytes";

/** Partition types by the names that people have for them. */
export const gptTypes = {
  efi: "C12A7328-F81F-11D2-BA4B-00A0C93EC93B",
  biosBoot: "21686148-6449-6E6F-744E-656564454649",
  microsoftReserved: "E3C9E316-0B5C-4DB8-817D-F92DF00215AE",
  basicData: "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7",
  linux: "0FC63DAF-8483-4772-8E79-3D69D8477DE4",
  linuxBoot: "BC13C2FF-59E6-4262-A352-B275FD6F7172",
  linuxSwap: "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F",
  linuxLvm: "E6D6D379-F507-44C2-A23C-238F2A3DF928",
} as const;

export interface GptPartition {
  readonly type: string;
  readonly startSector: number;
  readonly sectorCount: number;
  readonly name?: string;
  readonly holds?: SparseBytes;
}

/** A GUID as it is on disk, the first three groups turned round. */
export function guidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll("-", ""), "hex");
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

/** A disk with a GPT: protective MBR, header, entries, and the backup at the end. */
export function gptDisk(
  sizeInBytes: number,
  partitions: readonly GptPartition[],
  sectorSizeInBytes = 512,
): SparseBytes {
  const entries = Buffer.alloc(128 * 128);
  for (const [index, { type, startSector, sectorCount, name = "" }] of partitions.entries()) {
    const entry = entries.subarray(index * 128, (index + 1) * 128);
    guidBytes(type).copy(entry, 0);
    guidBytes(`0000000${index}-0000-4000-8000-000000000000`).copy(entry, 16);
    entry.writeBigUInt64LE(BigInt(startSector), 32);
    entry.writeBigUInt64LE(BigInt(startSector + sectorCount - 1), 40);
    entry.write(name, 56, "utf16le");
  }
  const last = Math.floor(sizeInBytes / sectorSizeInBytes) - 1;
  const entrySectors = entries.length / sectorSizeInBytes;
  const at = (sector: number): number => sector * sectorSizeInBytes;
  const protective = mbrSector([{ type: 0xee, startSector: 1, sectorCount: Math.min(last, 0xffff_ffff) }]);
  return sparse(
    sizeInBytes,
    piece(0, protective),
    piece(at(1), gptHeader(entries, 1, last, 2, entrySectors)),
    piece(at(2), entries),
    piece(at(last - entrySectors), entries),
    piece(at(last), gptHeader(entries, last, 1, last - entrySectors, entrySectors)),
    ...partitions.flatMap(({ startSector, holds }) =>
      holds === undefined ? [] : placed(at(startSector), holds),
    ),
  );
}

export function gptHeader(
  entries: Buffer,
  own: number,
  alternate: number,
  entriesSector: number,
  entrySectors = 32,
): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.write("EFI PART", 0, "latin1");
  bytes.writeUInt32LE(0x0001_0000, 8);
  bytes.writeUInt32LE(92, 12);
  bytes.writeBigUInt64LE(BigInt(own), 24);
  bytes.writeBigUInt64LE(BigInt(alternate), 32);
  bytes.writeBigUInt64LE(BigInt(2 + entrySectors), 40);
  bytes.writeBigUInt64LE(BigInt(Math.max(own, alternate) - entrySectors - 1), 48);
  guidBytes("AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE").copy(bytes, 56);
  bytes.writeBigUInt64LE(BigInt(entriesSector), 72);
  bytes.writeUInt32LE(128, 80);
  bytes.writeUInt32LE(128, 84);
  bytes.writeUInt32LE(crc32(entries), 88);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 92)), 16);
  return bytes;
}

export interface MbrPartition {
  readonly type: number;
  readonly startSector: number;
  readonly sectorCount: number;
  readonly isActive?: boolean;
  readonly holds?: SparseBytes;
}

/** The sector of an MBR, or of an extended boot record. */
export function mbrSector(partitions: readonly MbrPartition[], bootCode = 0): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.fill(bootCode, 0, 440);
  bytes.writeUInt32LE(0x1234_abcd, 440);
  for (const [index, { type, startSector, sectorCount, isActive = false }] of partitions.entries()) {
    const at = 446 + index * 16;
    bytes.writeUInt8(isActive ? 0x80 : 0, at);
    bytes.writeUInt8(type, at + 4);
    bytes.writeUInt32LE(startSector, at + 8);
    bytes.writeUInt32LE(sectorCount, at + 12);
  }
  bytes.writeUInt16LE(0xaa55, 510);
  return bytes;
}

/** A disk with an MBR. */
export function mbrDisk(
  sizeInBytes: number,
  partitions: readonly MbrPartition[],
  ...more: readonly Piece[]
): SparseBytes {
  return sparse(
    sizeInBytes,
    piece(0, mbrSector(partitions, 0x90)),
    ...partitions.flatMap(({ startSector, holds }) =>
      holds === undefined ? [] : placed(startSector * 512, holds),
    ),
    ...more,
  );
}
