import type { PartitionType } from "./partition-types";

export const SECTOR_SIZE_IN_BYTES = 512;

/** A partition as its table has it, whether or not the disk is that large. */
export interface Partition {
  /** Counted as the operating systems do: logical partitions of an MBR from 5 on. */
  readonly number: number;
  readonly offsetInBytes: number;
  readonly sizeInBytes: number;
  readonly type: PartitionType;
  /** The name that a GPT gives it. */
  readonly name?: string;
  readonly uniqueId?: string;
  /** An MBR's flag for the partition that a BIOS boots from. */
  readonly isActive?: true;
}

/** What is said of a table as a whole. */
export interface PartitionTableHeader {
  readonly scheme: "MBR" | "GPT";
  readonly diskId: string;
  /** An MBR's boot code is not all zeros: a BIOS may boot from this disk. */
  readonly hasBootCode: boolean;
  /** What is wrong with the table, in sentences with figures. */
  readonly defects: readonly TableDefect[];
}

/** A table of partitions. */
export interface PartitionTable extends PartitionTableHeader {
  readonly partitions: readonly Partition[];
}

/** One thing that is wrong with a table. */
export interface TableDefect {
  readonly kind:
    | "damaged"
    | "backup-damaged"
    | "backup-misplaced"
    | "outside-disk"
    | "overlap"
    | "loop"
    /** A GPT without the MBR that announces it. */
    | "protective-mbr"
    /** A GPT for sectors of 4 KiB. */
    | "large-sectors"
    /** Two tables of which it isn't known which counts. */
    | "two-tables";
  readonly text: string;
}

/** A table of garbage has thousands of defects; nobody reads them all. */
const MOST_DEFECTS_NAMED = 16;

/** Partitions that reach beyond the disk, and pairs that overlap. */
export function placementDefects(
  partitions: readonly Partition[],
  diskSizeInBytes: number,
): readonly TableDefect[] {
  const outside = partitions
    .filter(({ offsetInBytes, sizeInBytes }) => offsetInBytes + sizeInBytes > diskSizeInBytes)
    .map(({ number, offsetInBytes, sizeInBytes }): TableDefect => ({
      kind: "outside-disk",
      text:
        `Partition ${number} ends at byte ${offsetInBytes + sizeInBytes}, ` +
        `but the disk has ${diskSizeInBytes} bytes.`,
    }));
  const inOrder = [...partitions].sort((a, b) => a.offsetInBytes - b.offsetInBytes);
  const overlaps: TableDefect[] = [];
  let furthest: Partition | undefined;
  for (const partition of inOrder) {
    if (furthest !== undefined && partition.offsetInBytes < endOf(furthest)) {
      overlaps.push({
        kind: "overlap",
        text:
          `Partition ${partition.number} starts at byte ${partition.offsetInBytes}, ` +
          `before partition ${furthest.number} ends at byte ${endOf(furthest)}.`,
      });
    }
    if (furthest === undefined || endOf(partition) > endOf(furthest)) furthest = partition;
  }
  return [...outside, ...overlaps].slice(0, MOST_DEFECTS_NAMED);
}

/** Where a partition ends. */
export const endOf = ({ offsetInBytes, sizeInBytes }: Partition): number => offsetInBytes + sizeInBytes;
