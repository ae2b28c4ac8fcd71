import type { TableDefect } from "./partition-table";
import type { VhdDisk, VhdProblem } from "./report";

type Words = Pick<VhdProblem, "id" | "stops" | "fix">;

const REPAIR =
  "Repair the table on the machine that the disk comes from, or take the disk from its original again.";
const damaged: Words = { id: "partition-table-damaged", stops: "start", fix: REPAIR };
/** Firmware and systems may take either copy, so nobody knows what they see. */
const backup: Words = {
  id: "backup-partition-table",
  stops: "unknown",
  fix: "Convert the disk to a raw image, let sgdisk -e write the backup anew, and convert it back.",
};

const words: Readonly<Record<TableDefect["kind"], Words>> = {
  damaged,
  overlap: damaged,
  loop: damaged,
  "outside-disk": { ...damaged, fix: "The disk was cut off or shrunk. Take it from its original again." },
  "protective-mbr": { ...damaged, fix: "Let sgdisk write the table anew where the disk comes from." },
  "large-sectors": {
    ...damaged,
    id: "large-sectors",
    fix: "Copy the contents to a disk that was partitioned with sectors of 512 bytes.",
  },
  "two-tables": {
    id: "two-partition-tables",
    stops: "unknown",
    fix: "Remove the table that does not count where the disk comes from (wipefs, sgdisk --zap).",
  },
  "backup-damaged": backup,
  "backup-misplaced": backup,
};

/** What is wrong with the table of partitions. */
export function partitionTableProblems({ partitionTable }: VhdDisk): readonly VhdProblem[] {
  return (partitionTable?.defects ?? []).map(({ kind, text }) => ({ ...words[kind], text, commands: [] }));
}
