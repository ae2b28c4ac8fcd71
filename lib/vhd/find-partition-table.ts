import { readWhole, type ByteSource } from "./byte-source";
import { readGpt } from "./gpt";
import { isSound, readGptHeader } from "./gpt-header";
import { mbrEntries, readMbr } from "./mbr";
import { SECTOR_SIZE_IN_BYTES, type PartitionTable, type TableDefect } from "./partition-table";

const LARGE_SECTOR_SIZE_IN_BYTES = 4096;

/** The table of partitions on a disk; undefined where it has none, so that a filesystem may take the whole disk. */
export async function findPartitionTable(disk: ByteSource): Promise<PartitionTable | undefined> {
  const bootSector = await readWhole(disk, 0, SECTOR_SIZE_IN_BYTES);
  if (bootSector === undefined) return undefined;
  const mbr = startsVolume(bootSector) ? undefined : await readMbr(disk, bootSector);
  const isProtective = mbr?.partitions.some(({ type }) => type.role === "protective") ?? false;
  if (mbr !== undefined && isProtective) return behindProtectiveMbr(disk, bootSector, mbr);

  const hasGpt = isSound(await readGptHeader(disk, 1, SECTOR_SIZE_IN_BYTES));
  if (mbr !== undefined) return hasGpt ? withDefect(mbr, SECOND_TABLE) : mbr;
  if (!hasGpt) return undefined;
  const gpt = await readGpt(disk, bootSector, SECTOR_SIZE_IN_BYTES);
  return gpt === undefined ? undefined : withDefect(gpt, NO_PROTECTIVE_MBR);
}

/**
 * The backup of a GPT at the end of a disk whose beginning says nothing of it: what is left of a table that was
 * destroyed, or of one from before the disk was used otherwise.
 */
export async function findStrayBackup(disk: ByteSource): Promise<PartitionTable | undefined> {
  const lastSector = Math.floor(disk.sizeInBytes / SECTOR_SIZE_IN_BYTES) - 1;
  if (!isSound(await readGptHeader(disk, lastSector, SECTOR_SIZE_IN_BYTES))) return undefined;
  return readGpt(disk, Buffer.alloc(SECTOR_SIZE_IN_BYTES), SECTOR_SIZE_IN_BYTES);
}

async function behindProtectiveMbr(
  disk: ByteSource,
  bootSector: Buffer,
  mbr: PartitionTable,
): Promise<PartitionTable> {
  const entry = protectiveDefects(bootSector, mbr);
  const gpt = await readGpt(disk, bootSector, SECTOR_SIZE_IN_BYTES);
  if (gpt !== undefined) return withDefect(gpt, ...entry);
  const large = await readGpt(disk, bootSector, LARGE_SECTOR_SIZE_IN_BYTES);
  if (large !== undefined) return withDefect(large, LARGE_SECTORS, ...entry);
  return withDefect(mbr, NO_GPT);
}

/** @see Linux kernel, block/partitions/efi.c, `is_pmbr_valid`; UEFI Specification, version 2.10, 5.2.3 "Protective MBR" */
function protectiveDefects(
  bootSector: Buffer,
  { partitions, defects }: PartitionTable,
): readonly TableDefect[] {
  const used = (mbrEntries(bootSector) ?? []).filter(({ type }) => type !== 0);
  const isInPlace = partitions.some(
    ({ type, offsetInBytes }) => type.role === "protective" && offsetInBytes === SECTOR_SIZE_IN_BYTES,
  );
  return [
    ...(isInPlace ? [] : [MISPLACED_PROTECTIVE_ENTRY]),
    ...(used.length > 1 ? [HYBRID] : []),
    // That it reaches beyond the disk is how Windows writes it.
    ...defects.filter(({ kind }) => kind !== "outside-disk"),
  ];
}

const withDefect = (table: PartitionTable, ...defects: readonly TableDefect[]): PartitionTable => ({
  ...table,
  defects: [...defects, ...table.defects],
});

const SECOND_TABLE: TableDefect = {
  kind: "two-tables",
  text: "The disk has an MBR with partitions, and a GPT that it does not announce: one of them is left over.",
};
const HYBRID: TableDefect = {
  kind: "two-tables",
  text: "The MBR lists partitions beside the one that stands for the GPT: Windows goes by the MBR, Linux by the GPT.",
};
const NO_PROTECTIVE_MBR: TableDefect = {
  kind: "protective-mbr",
  text: "The GPT has no protective MBR: neither Windows nor Linux takes it for a GPT.",
};
const MISPLACED_PROTECTIVE_ENTRY: TableDefect = {
  kind: "protective-mbr",
  text: "The protective MBR's partition does not start at sector 1: Linux does not take it for one.",
};
const NO_GPT: TableDefect = {
  kind: "damaged",
  text: "The MBR stands for a GPT, but there is none, neither at byte 512 nor, for sectors of 4 KiB, at byte 4,096.",
};
/** @see Virtual Hard Disk Image Format Specification, version 1.0, 2006-10-11: a sector is 512 bytes */
const LARGE_SECTORS: TableDefect = {
  kind: "large-sectors",
  text: "The GPT was made for sectors of 4 KiB. A VHD's sectors have 512 bytes, and there a VM doesn't find it.",
};

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
