import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

import { piece, sparse, type SparseBytes } from "./sparse-bytes";
import { MiB } from "./vhd";

const filled = (size: number, fill: (bytes: Buffer) => void): Buffer => {
  const bytes = Buffer.alloc(size);
  fill(bytes);
  return bytes;
};

const UUID = Buffer.from("0123456789abcdef0123456789abcdef", "hex");

/** An NTFS volume: its boot sector, and the start of its master file table. */
export function ntfs(sizeInBytes: number = 4 * MiB): SparseBytes {
  const boot = filled(512, (bytes) => {
    bytes.write("\xeb\x52\x90NTFS    ", 0, "latin1");
    bytes.writeUInt16LE(512, 11);
    bytes.writeUInt8(8, 13);
    bytes.writeBigUInt64LE(BigInt(sizeInBytes / 512 - 1), 40);
    bytes.writeBigUInt64LE(4n, 48);
    bytes.writeBigUInt64LE(8n, 56);
    bytes.writeBigUInt64LE(0x0123_4567_89ab_cdefn, 72);
    bytes.writeUInt16LE(0xaa55, 510);
  });
  return sparse(sizeInBytes, piece(0, boot), piece(4 * 4096, Buffer.from("FILE")));
}

/** A FAT volume of so many clusters, which decide which FAT it is. */
export function fat(clusters: number, label = "EFI"): SparseBytes {
  const is32 = clusters >= 65525;
  const fatSize = Math.ceil((clusters * (is32 ? 4 : 2)) / 512) + 1;
  const reserved = is32 ? 32 : 1;
  const rootSectors = is32 ? 0 : 32;
  const sectors = reserved + 2 * fatSize + rootSectors + clusters;
  const boot = filled(512, (bytes) => {
    bytes.write("\xeb\x3c\x90mkfs.fat", 0, "latin1");
    bytes.writeUInt16LE(512, 11);
    bytes.writeUInt8(1, 13);
    bytes.writeUInt16LE(reserved, 14);
    bytes.writeUInt8(2, 16);
    bytes.writeUInt8(0xf8, 21);
    bytes.writeUInt16LE(is32 ? 0 : 512, 17);
    if (is32 || sectors > 65535) bytes.writeUInt32LE(sectors, 32);
    else bytes.writeUInt16LE(sectors, 19);
    if (is32) bytes.writeUInt32LE(fatSize, 36);
    else bytes.writeUInt16LE(fatSize, 22);
    const extended = is32 ? 66 : 38;
    bytes.writeUInt8(0x29, extended);
    bytes.writeUInt32LE(0x1234_abcd, extended + 1);
    bytes.write(label.padEnd(11), extended + 5, "latin1");
    bytes.writeUInt16LE(0xaa55, 510);
  });
  const table = Buffer.from([0xf8, 0xff, 0xff, 0xff]);
  return sparse(
    sectors * 512,
    piece(0, boot),
    ...[0, 1].map((copy) => piece((reserved + copy * fatSize) * 512, table)),
  );
}

export interface ExtChanges {
  readonly label?: string;
  readonly journal?: boolean;
  readonly extents?: boolean;
}

/** An ext2, ext3 or ext4 volume, as far as its superblock. */
export function ext(
  sizeInBytes: number = 4 * MiB,
  { label = "", journal = true, extents = true }: ExtChanges = {},
): SparseBytes {
  const superblock = filled(1024, (bytes) => {
    bytes.writeUInt32LE(1024, 0);
    bytes.writeUInt32LE(sizeInBytes / 4096, 4);
    bytes.writeUInt32LE(2, 24);
    bytes.writeUInt32LE(32768, 32);
    bytes.writeUInt32LE(1024, 40);
    bytes.writeUInt16LE(0xef53, 56);
    bytes.writeUInt32LE(journal ? 0x4 : 0, 92);
    bytes.writeUInt32LE(extents ? 0x40 : 0x2, 96);
    UUID.copy(bytes, 104);
    bytes.write(label, 120, "utf8");
  });
  return sparse(sizeInBytes, piece(1024, superblock));
}

/** An XFS volume, as far as its superblock. */
export function xfs(sizeInBytes: number = 16 * MiB, label = ""): SparseBytes {
  const superblock = filled(512, (bytes) => {
    bytes.write("XFSB", 0, "latin1");
    bytes.writeUInt32BE(4096, 4);
    bytes.writeBigUInt64BE(BigInt(sizeInBytes / 4096), 8);
    UUID.copy(bytes, 32);
    bytes.writeUInt32BE(sizeInBytes / 4096, 84);
    bytes.writeUInt32BE(1, 88);
    bytes.writeUInt16BE(4, 100);
    bytes.writeUInt16BE(512, 102);
    bytes.write(label, 108, "utf8");
  });
  return sparse(sizeInBytes, piece(0, superblock));
}

/** A btrfs volume, as far as its superblock. */
export function btrfs(sizeInBytes: number = 16 * MiB, label = "", diskCount = 1): SparseBytes {
  const superblock = filled(4096, (bytes) => {
    UUID.copy(bytes, 32);
    bytes.writeBigUInt64LE(65536n, 48);
    bytes.write("_BHRfS_M", 64, "latin1");
    bytes.writeBigUInt64LE(BigInt(sizeInBytes), 112);
    bytes.writeBigUInt64LE(BigInt(diskCount), 136);
    bytes.writeUInt32LE(4096, 144);
    // SHA-256, which Node.js has; mkfs makes CRC-32C as a rule.
    bytes.writeUInt16LE(2, 196);
    bytes.write(label, 299, "utf8");
    createHash("sha256").update(bytes.subarray(32)).digest().copy(bytes, 0);
  });
  return sparse(sizeInBytes, piece(65536, superblock));
}

/** A swap area. */
export function swap(sizeInBytes: number = 4 * MiB): SparseBytes {
  const page = filled(4096, (bytes) => {
    bytes.writeUInt32LE(1, 1024);
    bytes.writeUInt32LE(sizeInBytes / 4096 - 1, 1028);
    UUID.copy(bytes, 1036);
    bytes.write("SWAPSPACE2", 4086, "latin1");
  });
  return sparse(sizeInBytes, piece(0, page));
}

/** A physical volume of LVM2. */
export function lvm(sizeInBytes: number = 4 * MiB): SparseBytes {
  const label = filled(512, (bytes) => {
    bytes.write("LABELONE", 0, "latin1");
    bytes.writeUInt32LE(32, 20);
    bytes.write("LVM2 001", 24, "latin1");
    bytes.write("abcdefghijklmnopqrstuvwxyz012345", 32, "latin1");
    bytes.writeBigUInt64LE(BigInt(sizeInBytes), 64);
    bytes.writeBigUInt64LE(1n, 8);
    // Without the inversions at start and end that zlib makes.
    bytes.writeUInt32LE(~crc32(bytes.subarray(20), ~0xf597a6cf >>> 0) >>> 0, 16);
  });
  return sparse(sizeInBytes, piece(512, label));
}

/** An exFAT volume, as far as its boot sector. */
export function exFat(sizeInBytes: number = 4 * MiB): SparseBytes {
  const boot = filled(512, (bytes) => {
    bytes.write("\xeb\x76\x90EXFAT   ", 0, "latin1");
    bytes.writeBigUInt64LE(BigInt(sizeInBytes / 512), 72);
    bytes.writeUInt32LE(0x1234_abcd, 100);
    bytes.writeUInt8(9, 108);
    bytes.writeUInt16LE(0xaa55, 510);
  });
  let checksum = 0;
  for (const [index, byte] of Buffer.concat([boot, Buffer.alloc(10 * 512)]).entries()) {
    if (index === 106 || index === 107 || index === 112) continue;
    checksum = (((checksum & 1) << 31) + (checksum >>> 1) + byte) >>> 0;
  }
  const last = Buffer.alloc(512);
  last.writeUInt32LE(checksum);
  return sparse(sizeInBytes, piece(0, boot), piece(11 * 512, last));
}

/** A ReFS volume, as far as its boot sector. */
export function reFs(sizeInBytes: number = 4 * MiB): SparseBytes {
  const boot = filled(512, (bytes) => {
    bytes.write("ReFS", 3, "latin1");
    bytes.write("FSRS", 16, "latin1");
    bytes.writeBigUInt64LE(BigInt(sizeInBytes / 512), 24);
    bytes.writeUInt32LE(512, 32);
  });
  return sparse(sizeInBytes, piece(0, boot));
}
