import { readWhole, type ByteSource } from "./byte-source";
import { readGpt } from "./gpt";
import { readMbr } from "./mbr";
import { SECTOR_SIZE_IN_BYTES, type PartitionTable } from "./partition-table";

/** The table of partitions on a disk; undefined where it has none, so that a filesystem may take the whole disk. */
export async function findPartitionTable(disk: ByteSource): Promise<PartitionTable | undefined> {
  const bootSector = await readWhole(disk, 0, SECTOR_SIZE_IN_BYTES);
  if (bootSector === undefined) return undefined;
  const mbr = startsVolume(bootSector) ? undefined : await readMbr(disk, bootSector);
  const isProtective = mbr?.partitions.some(({ type }) => type.role === "protective") ?? false;
  // Without the protective entry an old GPT may be left over from before the disk got its MBR.
  if (mbr !== undefined && !isProtective) return mbr;
  return (await readGpt(disk, bootSector)) ?? mbr;
}

/** Boot sectors of Windows' filesystems end as an MBR does. */
const volumeSignatures: readonly (readonly [number, string])[] = [
  [3, "NTFS    "],
  [3, "EXFAT   "],
  [3, "-FVE-FS-"],
  [3, "ReFS\0\0\0\0"],
  [54, "FAT12   "],
  [54, "FAT16   "],
  [82, "FAT32   "],
];

function startsVolume(bootSector: Buffer): boolean {
  return volumeSignatures.some(
    ([at, signature]) => bootSector.toString("latin1", at, at + signature.length) === signature,
  );
}
