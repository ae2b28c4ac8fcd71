import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

import { readWhole, type ByteSource } from "../byte-source";
import { crc32c } from "../crc32c";
import { plainUuid } from "../guid";
import { latin1Text, utf8Text } from "../text";
import { isPowerOfTwo, present, resembling, type Recognised } from "./recognised";

/** What Linux puts on a volume, encryption apart. */
export async function readLinuxVolume(volume: ByteSource, head: Buffer): Promise<Recognised> {
  return readExt(head) ?? readXfs(head) ?? readBtrfs(head) ?? readSwap(head) ?? (await readLvm(volume, head));
}

/** ext2, ext3 and ext4. @see "ext4 Data Structures and Algorithms", Linux kernel documentation, "Super Block" */
function readExt(head: Buffer): Recognised {
  const superblock = head.subarray(1024, 2048);
  if (superblock.length < 1024 || superblock.readUInt16LE(56) !== 0xef53) return undefined;
  const HAS_JOURNAL = 0x4;
  // Extents, 64-bit, flexible block groups: any feature that ext3 did not have.
  const EXT4_INCOMPATIBLE = 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x1000 | 0x2000 | 0x4000 | 0x8000 | 0x10000;
  const EXT4_READ_ONLY_COMPATIBLE = 0x8 | 0x10 | 0x20 | 0x40 | 0x100 | 0x200 | 0x400 | 0x1000 | 0x2000;
  const incompatible = superblock.readUInt32LE(96);
  const isExt4 =
    (incompatible & EXT4_INCOMPATIBLE) !== 0 ||
    (superblock.readUInt32LE(100) & EXT4_READ_ONLY_COMPATIBLE) !== 0;
  const hasJournal = (superblock.readUInt32LE(92) & HAS_JOURNAL) !== 0;
  const type = isExt4 ? "ext4" : hasJournal ? "ext3" : "ext2";
  if (!isExtSound(superblock)) return resembling(type);
  const is64Bit = (incompatible & 0x80) !== 0;
  const blocks = superblock.readUInt32LE(4) + (is64Bit ? superblock.readUInt32LE(0x150) * 2 ** 32 : 0);
  return {
    kind: "file-system",
    type,
    ...present(utf8Text(superblock.subarray(120, 136)), plainUuid(superblock.subarray(104, 120))),
    sizeInBytes: blocks * 2 ** (10 + superblock.readUInt32LE(24)),
  };
}

/** Two bytes of signature are met by accident; the rest has to bear them out. */
function isExtSound(superblock: Buffer): boolean {
  const METADATA_CHECKSUMS = 0x400;
  const JOURNAL_DEVICE = 0x8;
  const logBlockSize = superblock.readUInt32LE(24);
  const hasChecksum = (superblock.readUInt32LE(100) & METADATA_CHECKSUMS) !== 0;
  return (
    logBlockSize <= 6 &&
    // Only with blocks of 1 KiB the superblock has the first block to itself.
    superblock.readUInt32LE(20) === (logBlockSize === 0 ? 1 : 0) &&
    superblock.readUInt32LE(0) > 0 &&
    superblock.readUInt32LE(4) > 0 &&
    superblock.readUInt32LE(32) > 0 &&
    superblock.readUInt32LE(40) > 0 &&
    superblock.readUInt32LE(76) <= 1 &&
    (superblock.readUInt32LE(96) & JOURNAL_DEVICE) === 0 &&
    (!hasChecksum || superblock.readUInt32LE(1020) === crc32c(superblock.subarray(0, 1020)))
  );
}

/** XFS. @see XFS Algorithms & Data Structures, 3rd edition, "Superblocks" */
function readXfs(head: Buffer): Recognised {
  if (head.length < 512 || head.toString("latin1", 0, 4) !== "XFSB") return undefined;
  const blockSize = head.readUInt32BE(4);
  const blocks = Number(head.readBigUInt64BE(8));
  const sectorSize = head.readUInt16BE(102);
  const version = head.readUInt16BE(100) & 0xf;
  const groups = head.readUInt32BE(88);
  const isSound =
    isPowerOfTwo(blockSize, 512, 65536) &&
    isPowerOfTwo(sectorSize, 512, 32768) &&
    (version === 4 || version === 5) &&
    groups > 0 &&
    blocks > 0 &&
    blocks <= groups * head.readUInt32BE(84) &&
    // mkfs has not ended.
    head.readUInt8(126) === 0 &&
    (version === 4 || xfsChecksumFits(head.subarray(0, sectorSize)));
  if (!isSound) return resembling("XFS");
  return {
    kind: "file-system",
    type: "XFS",
    ...present(utf8Text(head.subarray(108, 120)), plainUuid(head.subarray(32, 48))),
    sizeInBytes: blocks * blockSize,
  };
}

function xfsChecksumFits(sector: Buffer): boolean {
  const covered = Buffer.from(sector);
  covered.writeUInt32LE(0, 224);
  return sector.readUInt32LE(224) === ~crc32c(covered) >>> 0;
}

/** btrfs. @see "On-disk Format", btrfs documentation, "Superblock" */
function readBtrfs(head: Buffer): Recognised {
  const superblock = head.subarray(64 * 1024, 68 * 1024);
  if (superblock.length < 4096 || superblock.toString("latin1", 64, 72) !== "_BHRfS_M") return undefined;
  const diskCount = Number(superblock.readBigUInt64LE(136));
  const isSound =
    superblock.readBigUInt64LE(48) === 65536n &&
    diskCount > 0 &&
    isPowerOfTwo(superblock.readUInt32LE(144), 512, 65536) &&
    btrfsChecksumFits(superblock);
  if (!isSound) return resembling("btrfs");
  return {
    kind: "file-system",
    type: "btrfs",
    ...present(utf8Text(superblock.subarray(299, 555)), plainUuid(superblock.subarray(32, 48))),
    ...(diskCount === 1 ? { sizeInBytes: Number(superblock.readBigUInt64LE(112)) } : { diskCount }),
  };
}

function btrfsChecksumFits(superblock: Buffer): boolean {
  const [CRC32C, SHA256] = [0, 2];
  const covered = superblock.subarray(32);
  switch (superblock.readUInt16LE(196)) {
    case CRC32C:
      return superblock.readUInt32LE(0) === ~crc32c(covered) >>> 0;
    case SHA256:
      return createHash("sha256").update(covered).digest().equals(superblock.subarray(0, 32));
    default:
      // xxHash and BLAKE2 are not to be had here.
      return false;
  }
}

/** Swap: the signature ends the first page, whose size depends on the machine. @see mkswap(8), util-linux */
function readSwap(head: Buffer): Recognised {
  for (const pageSize of [4096, 16 * 1024, 64 * 1024]) {
    if (head.toString("latin1", pageSize - 10, pageSize) !== "SWAPSPACE2") continue;
    const lastPage = head.readUInt32LE(1028);
    if (head.readUInt32LE(1024) !== 1 || lastPage === 0) return resembling("swap");
    const label = utf8Text(head.subarray(1052, 1068));
    return {
      kind: "swap",
      ...present(label, plainUuid(head.subarray(1036, 1052))),
      sizeInBytes: (lastPage + 1) * pageSize,
    };
  }
  return undefined;
}

/** A physical volume of LVM2; its label is in one of the first four sectors. @see lvm2, lib/format_text/layout.h, lib/label/label.h */
async function readLvm(volume: ByteSource, head: Buffer): Promise<Recognised> {
  const INITIAL_CRC = 0xf597_a6cf;
  for (let sector = 0; sector < 4; sector += 1) {
    const label = head.subarray(sector * 512, (sector + 1) * 512);
    if (label.length < 512 || label.toString("latin1", 0, 8) !== "LABELONE") continue;
    if (label.toString("latin1", 24, 32) !== "LVM2 001") continue;
    // LVM leaves out the inversions at start and end that zlib makes.
    const crc = ~crc32(label.subarray(20), ~INITIAL_CRC >>> 0) >>> 0;
    if (label.readUInt32LE(16) !== crc || label.readBigUInt64LE(8) !== BigInt(sector)) {
      return resembling("a physical volume of LVM");
    }
    const header = await readWhole(volume, sector * 512 + label.readUInt32LE(20), 40);
    if (header === undefined) return { kind: "lvm-physical-volume" };
    return {
      kind: "lvm-physical-volume",
      uuid: latin1Text(header.subarray(0, 32)),
      sizeInBytes: Number(header.readBigUInt64LE(32)),
    };
  }
  return undefined;
}
