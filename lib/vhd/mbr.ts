import { isZero, readWhole, type ByteSource } from "./byte-source";
import {
  endOf,
  placementDefects,
  SECTOR_SIZE_IN_BYTES,
  type Partition,
  type PartitionTable,
  type TableDefect,
} from "./partition-table";
import { mbrPartitionType } from "./partition-types";

const BOOT_CODE_SIZE_IN_BYTES = 440;
/** Linux numbers partitions to 60. @see util-linux, libfdisk/src/dos.c, `MAXIMUM_PARTS` */
const MOST_LOGICAL_PARTITIONS = 56;

export interface MbrEntry {
  readonly status: number;
  readonly type: number;
  readonly startSector: number;
  readonly sectorCount: number;
}

/** The four entries of a boot record; undefined where the sector isn't one. */
export function mbrEntries(sector: Buffer): readonly MbrEntry[] | undefined {
  if (sector.length < SECTOR_SIZE_IN_BYTES || sector.readUInt16LE(510) !== 0xaa55) return undefined;
  return [0, 1, 2, 3].map((index) => {
    const at = 446 + index * 16;
    return {
      status: sector.readUInt8(at),
      type: sector.readUInt8(at + 4),
      startSector: sector.readUInt32LE(at + 8),
      sectorCount: sector.readUInt32LE(at + 12),
    };
  });
}

const isUsed = ({ type, sectorCount }: MbrEntry): boolean => type !== 0 && sectorCount !== 0;
const isEmpty = ({ type, startSector, sectorCount }: MbrEntry): boolean =>
  type === 0 && startSector === 0 && sectorCount === 0;
const isExtended = ({ type }: MbrEntry): boolean => mbrPartitionType(type).role === "extended";

/** Whether entries look like a table: a filesystem's boot sector has code in their place. */
function isPlausible(entries: readonly MbrEntry[]): boolean {
  return entries.some(isUsed) && entries.every(({ status }) => status === 0 || status === 0x80);
}

/**
 * Reads an MBR with its chain of logical partitions.
 *
 * @see "MBR (Master Boot Record)": UEFI Specification, version 2.10, 5.2.1 "Legacy Master Boot Record (MBR)"
 */
export async function readMbr(disk: ByteSource, sector: Buffer): Promise<PartitionTable | undefined> {
  const entries = mbrEntries(sector);
  if (entries === undefined || !isPlausible(entries)) return undefined;
  const primaries: Partition[] = [];
  const logicals: Partition[] = [];
  const defects: TableDefect[] = [];
  for (const [index, entry] of entries.entries()) {
    if (!isUsed(entry)) {
      if (!isEmpty(entry)) defects.push(damaged(`Entry ${index + 1} of the MBR is half empty.`));
      continue;
    }
    const primary = partitionOf(index + 1, entry, 0);
    primaries.push(primary);
    if (primary.type.role !== "extended") continue;
    const chain = await readLogicalPartitions(disk, entry);
    logicals.push(...chain.partitions);
    defects.push(...chain.defects, ...strayDefects(chain.partitions, primary));
  }
  // An extended partition holds the logical ones: only among themselves they must not overlap.
  const placement = [
    ...placementDefects(primaries, disk.sizeInBytes),
    ...placementDefects(logicals, disk.sizeInBytes),
  ];
  return {
    scheme: "MBR",
    diskId: sector.readUInt32LE(440).toString(16).padStart(8, "0"),
    partitions: [...primaries.filter(({ type }) => type.role !== "extended"), ...logicals],
    hasBootCode: !isZero(sector.subarray(0, BOOT_CODE_SIZE_IN_BYTES)),
    defects: [...defects, ...primaryDefects(primaries), ...placement],
  };
}

function primaryDefects(primaries: readonly Partition[]): readonly TableDefect[] {
  const active = primaries.filter(({ isActive }) => isActive === true);
  const extended = primaries.filter(({ type }) => type.role === "extended");
  const listed = (partitions: readonly Partition[]): string =>
    partitions.map(({ number }) => number).join(", ");
  return [
    ...(active.length > 1
      ? [damaged(`Partitions ${listed(active)} are all marked as active; a BIOS starts from one only.`)]
      : []),
    ...(extended.length > 1
      ? [damaged(`Partitions ${listed(extended)} are all extended ones; there may be one only.`)]
      : []),
    ...primaries
      .filter(({ offsetInBytes }) => offsetInBytes === 0)
      .map(({ number }) => damaged(`Partition ${number} starts at sector 0, where the table itself is.`)),
  ];
}

function strayDefects(logicals: readonly Partition[], extended: Partition): readonly TableDefect[] {
  return logicals
    .filter((logical) => logical.offsetInBytes <= extended.offsetInBytes || endOf(logical) > endOf(extended))
    .map(({ number }) =>
      damaged(`Logical partition ${number} is not inside the extended partition ${extended.number}.`),
    );
}

const damaged = (text: string): TableDefect => ({ kind: "damaged", text });

function partitionOf(number: number, entry: MbrEntry, baseSector: number): Partition {
  return {
    number,
    offsetInBytes: (baseSector + entry.startSector) * SECTOR_SIZE_IN_BYTES,
    sizeInBytes: entry.sectorCount * SECTOR_SIZE_IN_BYTES,
    type: mbrPartitionType(entry.type),
    ...(entry.status === 0x80 ? { isActive: true } : {}),
  };
}

interface Chain {
  readonly partitions: readonly Partition[];
  readonly defects: readonly TableDefect[];
}

/** Follows the chain of extended boot records: each has one partition and the place of the next, counted from the first. */
async function readLogicalPartitions(disk: ByteSource, extended: MbrEntry): Promise<Chain> {
  const partitions: Partition[] = [];
  const seen = new Set<number>();
  const stopped = (kind: TableDefect["kind"], text: string): Chain => ({
    partitions,
    defects: [{ kind, text }],
  });
  for (let at = extended.startSector; ;) {
    if (seen.has(at)) {
      return stopped("loop", `The chain of logical partitions comes back to sector ${at}.`);
    }
    if (seen.size >= MOST_LOGICAL_PARTITIONS) {
      return stopped("loop", `There are more than ${MOST_LOGICAL_PARTITIONS} logical partitions.`);
    }
    seen.add(at);
    const sector = await readWhole(disk, at * SECTOR_SIZE_IN_BYTES, SECTOR_SIZE_IN_BYTES);
    const entries = sector === undefined ? undefined : mbrEntries(sector);
    const [logical, next, ...others] = entries ?? [];
    if (logical === undefined || next === undefined) {
      return stopped("damaged", `The chain of logical partitions breaks off at sector ${at}.`);
    }
    if (isUsed(logical)) partitions.push(partitionOf(5 + partitions.length, logical, at));
    if (!isBootRecord(logical, next, others)) {
      return stopped("damaged", `The boot record of logical partitions in sector ${at} contradicts itself.`);
    }
    if (isEmpty(next)) return { partitions, defects: [] };
    at = extended.startSector + next.startSector;
    if (next.startSector + next.sectorCount > extended.sectorCount) {
      return stopped("damaged", `The chain of logical partitions leaves the extended one, to sector ${at}.`);
    }
  }
}

/** One partition, the place of the next record, and nothing else. */
function isBootRecord(logical: MbrEntry, next: MbrEntry, others: readonly MbrEntry[]): boolean {
  return (
    (isEmpty(logical) || (isUsed(logical) && !isExtended(logical))) &&
    (isEmpty(next) || (isUsed(next) && isExtended(next))) &&
    others.every(isEmpty) &&
    [logical, next].every(({ status }) => status === 0 || status === 0x80)
  );
}
