import { readWhole, type ByteSource } from "../byte-source";
import { plainUuid } from "../guid";
import { latin1Text, utf8Text } from "../text";
import type { FileSystemType, FileSystemVolume, OtherVolume } from "../volume";

type Plain = FileSystemVolume | OtherVolume;

/** How much of a volume's start the filesystems are told by: btrfs and swap reach furthest. */
export const VOLUME_HEAD_IN_BYTES: number = 128 * 1024;

/**
 * The filesystem, swap area or LVM volume that a volume's first 128 KiB show.
 *
 * @param head - what there is of those 128 KiB.
 */
export async function readPlainVolume(volume: ByteSource, head: Buffer): Promise<Plain | undefined> {
  return (
    readNtfs(head) ??
    readExFat(head) ??
    readReFs(head) ??
    readFat(head) ??
    readExt(head) ??
    readXfs(head) ??
    readBtrfs(head) ??
    readSwap(head) ??
    (await readLvm(volume, head))
  );
}

const present = (label: string, uuid?: string): { label?: string; uuid?: string } => ({
  ...(label === "" ? {} : { label }),
  ...(uuid === undefined ? {} : { uuid }),
});

/** NTFS. @see "NTFS - Boot sector": libfsntfs, New Technologies File System (NTFS), "Volume header" */
function readNtfs(head: Buffer): Plain | undefined {
  if (head.length < 512 || head.toString("latin1", 3, 11) !== "NTFS    ") return undefined;
  return {
    kind: "file-system",
    type: "NTFS",
    // The label is a record of the file $Volume, which isn't read.
    uuid: head.readBigUInt64LE(72).toString(16).padStart(16, "0").toUpperCase(),
    sizeInBytes: (Number(head.readBigUInt64LE(40)) + 1) * head.readUInt16LE(11),
  };
}

/** exFAT. @see "exFAT file system specification", Microsoft, 2019-08-27, 3.1 "Main and Backup Boot Sector" */
function readExFat(head: Buffer): Plain | undefined {
  if (head.length < 512 || head.toString("latin1", 3, 11) !== "EXFAT   ") return undefined;
  return {
    kind: "file-system",
    type: "exFAT",
    uuid: serialNumber(head.readUInt32LE(100)),
    sizeInBytes: Number(head.readBigUInt64LE(72)) * 2 ** Math.min(head.readUInt8(108), 12),
  };
}

/** ReFS. @see libfsrefs, Resilient File System (ReFS), "Volume header" */
function readReFs(head: Buffer): Plain | undefined {
  if (head.length < 512 || head.toString("latin1", 3, 11) !== "ReFS\0\0\0\0") return undefined;
  return {
    kind: "file-system",
    type: "ReFS",
    sizeInBytes: Number(head.readBigUInt64LE(24)) * head.readUInt32LE(32),
  };
}

/**
 * FAT. Which of the three is told by the number of clusters, as the specification demands, and not by the name in
 * the boot sector.
 *
 * @see Microsoft Extensible Firmware Initiative FAT32 File System Specification, version 1.03, 2000-12-06,
 *   "FAT Type Determination"
 */
function readFat(head: Buffer): Plain | undefined {
  if (head.length < 512 || head.readUInt16LE(510) !== 0xaa55) return undefined;
  const jump = head.readUInt8(0);
  if (jump !== 0xeb && jump !== 0xe9) return undefined;
  const bytesPerSector = head.readUInt16LE(11);
  const sectorsPerCluster = head.readUInt8(13);
  const reserved = head.readUInt16LE(14);
  const fats = head.readUInt8(16);
  const sectors = head.readUInt16LE(19) || head.readUInt32LE(32);
  const fatSize = head.readUInt16LE(22) || head.readUInt32LE(36);
  const isPower = (value: number): boolean => value > 0 && Number.isInteger(Math.log2(value));
  if (![512, 1024, 2048, 4096].includes(bytesPerSector) || !isPower(sectorsPerCluster)) return undefined;
  if (reserved === 0 || fats === 0 || fats > 2 || sectors === 0 || fatSize === 0) return undefined;
  const rootSectors = Math.ceil((head.readUInt16LE(17) * 32) / bytesPerSector);
  const clusters = Math.floor((sectors - reserved - fats * fatSize - rootSectors) / sectorsPerCluster);
  if (clusters <= 0) return undefined;
  const type: FileSystemType = clusters < 4085 ? "FAT12" : clusters < 65525 ? "FAT16" : "FAT32";
  const extended = type === "FAT32" ? 66 : 38;
  const isExtended = head.readUInt8(extended) === 0x29;
  const label = isExtended ? latin1Text(head.subarray(extended + 5, extended + 16)) : "";
  return {
    kind: "file-system",
    type,
    ...present(
      label === "NO NAME" ? "" : label,
      isExtended ? serialNumber(head.readUInt32LE(extended + 1)) : undefined,
    ),
    sizeInBytes: sectors * bytesPerSector,
  };
}

const serialNumber = (serial: number): string => {
  const digits = serial.toString(16).toUpperCase().padStart(8, "0");
  return `${digits.slice(0, 4)}-${digits.slice(4)}`;
};

/** ext2, ext3 and ext4. @see "ext4 Data Structures and Algorithms", Linux kernel documentation, "Super Block" */
function readExt(head: Buffer): Plain | undefined {
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
  const is64Bit = (incompatible & 0x80) !== 0;
  const blocks = superblock.readUInt32LE(4) + (is64Bit ? superblock.readUInt32LE(0x150) * 2 ** 32 : 0);
  return {
    kind: "file-system",
    type: isExt4 ? "ext4" : hasJournal ? "ext3" : "ext2",
    ...present(utf8Text(superblock.subarray(120, 136)), plainUuid(superblock.subarray(104, 120))),
    sizeInBytes: blocks * 2 ** (10 + Math.min(superblock.readUInt32LE(24), 6)),
  };
}

/** XFS. @see XFS Algorithms & Data Structures, 3rd edition, "Superblocks" */
function readXfs(head: Buffer): Plain | undefined {
  if (head.length < 512 || head.toString("latin1", 0, 4) !== "XFSB") return undefined;
  return {
    kind: "file-system",
    type: "XFS",
    ...present(utf8Text(head.subarray(108, 120)), plainUuid(head.subarray(32, 48))),
    sizeInBytes: Number(head.readBigUInt64BE(8)) * head.readUInt32BE(4),
  };
}

/** btrfs. @see "On-disk Format", btrfs documentation, "Superblock" */
function readBtrfs(head: Buffer): Plain | undefined {
  const superblock = head.subarray(64 * 1024, 68 * 1024);
  if (superblock.length < 4096 || superblock.toString("latin1", 64, 72) !== "_BHRfS_M") return undefined;
  return {
    kind: "file-system",
    type: "btrfs",
    ...present(utf8Text(superblock.subarray(299, 555)), plainUuid(superblock.subarray(32, 48))),
    sizeInBytes: Number(superblock.readBigUInt64LE(112)),
  };
}

/** Swap: the signature ends the first page, whose size depends on the machine. @see mkswap(8), util-linux */
function readSwap(head: Buffer): Plain | undefined {
  for (const pageSize of [4096, 16 * 1024, 64 * 1024]) {
    if (head.toString("latin1", pageSize - 10, pageSize) !== "SWAPSPACE2") continue;
    const label = utf8Text(head.subarray(1052, 1068));
    return {
      kind: "swap",
      ...present(label, plainUuid(head.subarray(1036, 1052))),
      sizeInBytes: (head.readUInt32LE(1028) + 1) * pageSize,
    };
  }
  return undefined;
}

/** A physical volume of LVM2; its label is in one of the first four sectors. @see lvm2, lib/format_text/layout.h */
async function readLvm(volume: ByteSource, head: Buffer): Promise<Plain | undefined> {
  for (let sector = 0; sector < 4; sector += 1) {
    const label = head.subarray(sector * 512, (sector + 1) * 512);
    if (label.length < 512 || label.toString("latin1", 0, 8) !== "LABELONE") continue;
    if (label.toString("latin1", 24, 32) !== "LVM2 001") continue;
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
