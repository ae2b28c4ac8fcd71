import { readWhole, type ByteSource } from "../byte-source";
import { latin1Text } from "../text";
import type { FileSystemType } from "../volume";
import { isPowerOfTwo, present, resembling, type Recognised } from "./recognised";

const BOOT_SECTOR_IN_BYTES = 512;

/** The filesystems of Windows, which all start with a boot sector. */
export async function readWindowsVolume(volume: ByteSource, head: Buffer): Promise<Recognised> {
  if (head.length < BOOT_SECTOR_IN_BYTES) return undefined;
  return (await readNtfs(volume, head)) ?? readExFat(head) ?? readReFs(head) ?? readFat(head);
}

const hasBootSignature = (head: Buffer): boolean => head.readUInt16LE(510) === 0xaa55;

/**
 * NTFS: its boot sector, and the first record of the master file table that this names.
 *
 * @see libfsntfs, New Technologies File System (NTFS), "Volume header", "MFT entry"
 */
async function readNtfs(volume: ByteSource, head: Buffer): Promise<Recognised> {
  if (head.toString("latin1", 3, 11) !== "NTFS    ") return undefined;
  const bytesPerSector = head.readUInt16LE(11);
  const perCluster = head.readUInt8(13);
  // Clusters of more than 64 KiB are given as a negative power of two.
  const clusterSize = bytesPerSector * (perCluster > 0x80 ? 2 ** (256 - perCluster) : perCluster);
  const sectors = Number(head.readBigUInt64LE(40));
  const [table, mirror] = [48, 56].map((at) => Number(head.readBigUInt64LE(at)) * clusterSize);
  const size = (sectors + 1) * bytesPerSector;
  const isSound =
    hasBootSignature(head) &&
    isPowerOfTwo(bytesPerSector, 256, 4096) &&
    isPowerOfTwo(clusterSize, bytesPerSector, 2 * 1024 * 1024) &&
    // What FAT has here, NTFS does not.
    head.readUInt16LE(14) === 0 &&
    head.readUInt8(16) === 0 &&
    head.readUInt16LE(22) === 0 &&
    sectors > 0 &&
    [table, mirror].every((at = 0) => at > 0 && at < size);
  if (!isSound) return resembling("NTFS");
  const record = await readWhole(volume, table ?? 0, 4);
  // A table beyond the end is a volume that was cut off, which its size tells.
  if (record !== undefined && record.toString("latin1") !== "FILE") return resembling("NTFS");
  return {
    kind: "file-system",
    type: "NTFS",
    // The label is a record of the file $Volume, which isn't read.
    uuid: head.readBigUInt64LE(72).toString(16).padStart(16, "0").toUpperCase(),
    sizeInBytes: size,
  };
}

/** exFAT. @see "exFAT file system specification", Microsoft, 2019-08-27, 3.1 and 3.4 "Main and Backup Boot Checksum" */
function readExFat(head: Buffer): Recognised {
  if (head.toString("latin1", 3, 11) !== "EXFAT   ") return undefined;
  const shift = head.readUInt8(108);
  const sectorSize = 2 ** shift;
  if (!hasBootSignature(head) || shift < 9 || shift > 12) return resembling("exFAT");
  if (head.length < 12 * sectorSize || !exFatChecksumFits(head, sectorSize)) return resembling("exFAT");
  return {
    kind: "file-system",
    type: "exFAT",
    uuid: serialNumber(head.readUInt32LE(100)),
    sizeInBytes: Number(head.readBigUInt64LE(72)) * sectorSize,
  };
}

function exFatChecksumFits(head: Buffer, sectorSize: number): boolean {
  let checksum = 0;
  for (const [index, byte] of head.subarray(0, 11 * sectorSize).entries()) {
    // Flags and percent in use change without it.
    if (index === 106 || index === 107 || index === 112) continue;
    checksum = (((checksum & 1) === 1 ? 0x8000_0000 : 0) + (checksum >>> 1) + byte) >>> 0;
  }
  return head.readUInt32LE(11 * sectorSize) === checksum;
}

/** ReFS. @see libfsrefs, Resilient File System (ReFS), "Volume header" */
function readReFs(head: Buffer): Recognised {
  if (head.toString("latin1", 3, 11) !== "ReFS\0\0\0\0") return undefined;
  const sectors = Number(head.readBigUInt64LE(24));
  const bytesPerSector = head.readUInt32LE(32);
  const isSound =
    head.toString("latin1", 16, 20) === "FSRS" && sectors > 0 && isPowerOfTwo(bytesPerSector, 512, 4096);
  if (!isSound) return resembling("ReFS");
  return { kind: "file-system", type: "ReFS", sizeInBytes: sectors * bytesPerSector };
}

/**
 * FAT. The number of clusters says which of the three, as the specification demands, and not by the name in
 * the boot sector; its first table repeats the boot sector's media byte.
 *
 * @see Microsoft Extensible Firmware Initiative FAT32 File System Specification, version 1.03, 2000-12-06,
 *   "FAT Type Determination", "FAT Volume Initialization"
 */
function readFat(head: Buffer): Recognised {
  if (!hasBootSignature(head)) return undefined;
  const jump = head.readUInt8(0);
  if (jump !== 0xeb && jump !== 0xe9) return undefined;
  const bytesPerSector = head.readUInt16LE(11);
  const sectorsPerCluster = head.readUInt8(13);
  const reserved = head.readUInt16LE(14);
  const fats = head.readUInt8(16);
  const sectors = head.readUInt16LE(19) || head.readUInt32LE(32);
  const fatSize = head.readUInt16LE(22) || head.readUInt32LE(36);
  if (!isPowerOfTwo(bytesPerSector, 512, 4096) || !isPowerOfTwo(sectorsPerCluster, 1, 128)) return undefined;
  if (reserved === 0 || fats === 0 || fats > 2 || sectors === 0 || fatSize === 0) return undefined;
  const rootSectors = Math.ceil((head.readUInt16LE(17) * 32) / bytesPerSector);
  const clusters = Math.floor((sectors - reserved - fats * fatSize - rootSectors) / sectorsPerCluster);
  if (clusters <= 0) return undefined;
  const type: FileSystemType = clusters < 4085 ? "FAT12" : clusters < 65525 ? "FAT16" : "FAT32";
  const media = head.readUInt8(21);
  const firstTable = reserved * bytesPerSector;
  if (head.length > firstTable && head.readUInt8(firstTable) !== media) return resembling(type);
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
