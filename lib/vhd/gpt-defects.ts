import { isSound, type GptHeader } from "./gpt-header";
import type { Partition, TableDefect } from "./partition-table";

const damaged = (text: string): TableDefect => ({ kind: "damaged", text });

/** What is wrong with the header in sector 1 and its entries. */
export function primaryDefects(primary?: GptHeader): readonly TableDefect[] {
  if (primary === undefined)
    return [damaged("There is no GPT header in sector 1; the backup at the end is read.")];
  const { entries, entryCount, entrySizeInBytes, entriesSector } = primary;
  return [
    ...(primary.headerIsValid ? [] : [damaged("The checksum of the GPT header in sector 1 does not fit.")]),
    ...(primary.entriesAreValid
      ? []
      : [
          damaged(
            entries === undefined
              ? `The partition entries, ${entryCount} of ${entrySizeInBytes} bytes at sector ${entriesSector}, can't be read.`
              : "The checksum of the partition entries does not fit.",
          ),
        ]),
  ];
}

/** What is wrong with the backup, and whether it says the same as the first header. */
export function backupDefects(
  primary: GptHeader | undefined,
  backup: GptHeader | undefined,
  lastSector: number,
): readonly TableDefect[] {
  const damagedBackup = (text: string): readonly TableDefect[] => [{ kind: "backup-damaged", text }];
  if (backup === undefined) {
    return damagedBackup(`There is no backup of the GPT in the last sector, ${lastSector}.`);
  }
  if (backup.sector !== lastSector) {
    const text = `The backup of the GPT is in sector ${backup.sector}; the last sector is ${lastSector}.`;
    return [{ kind: "backup-misplaced", text }];
  }
  if (!isSound(backup)) return damagedBackup("The checksums of the GPT's backup do not fit.");
  // A primary whose own checksums don't fit says nothing that the backup could agree with.
  if (!isSound(primary)) return [];
  if (primary.alternateSector !== lastSector) {
    const text = `The GPT says that its backup is in sector ${primary.alternateSector}; it is in the last one, ${lastSector}.`;
    return [{ kind: "backup-misplaced", text }];
  }
  if (backup.alternateSector !== primary.sector) {
    return damagedBackup(`The GPT's backup names sector ${backup.alternateSector} as the first header's.`);
  }
  const agree = (
    [
      "diskId",
      "entriesCrc",
      "entryCount",
      "entrySizeInBytes",
      "firstUsableSector",
      "lastUsableSector",
    ] as const
  ).every((field) => primary[field] === backup[field]);
  return agree ? [] : damagedBackup("The GPT and its backup list different partitions.");
}

/** What contradicts itself in a table whose checksums may well fit. @see UEFI Specification, version 2.10, 5.3.2 and 5.3.3 */
export function gptDefects(
  { sector, entriesSector, entryCount, entrySizeInBytes, firstUsableSector, lastUsableSector }: GptHeader,
  partitions: readonly Partition[],
  lastSector: number,
  sectorSizeInBytes: number,
): readonly TableDefect[] {
  const defects: TableDefect[] = [];
  if (entryCount === 0) defects.push(damaged("The GPT has no room for a partition: it counts 0 entries."));
  if (firstUsableSector > lastUsableSector || lastUsableSector > lastSector) {
    defects.push(
      damaged(
        `The GPT gives partitions the sectors ${firstUsableSector} to ${lastUsableSector}, of a disk whose last one is ${lastSector}.`,
      ),
    );
  }
  const entriesEnd = entriesSector + Math.ceil((entryCount * entrySizeInBytes) / sectorSizeInBytes);
  const isBefore = entriesSector > sector && entriesEnd <= firstUsableSector;
  const isAfter = entriesSector > lastUsableSector && entriesEnd <= sector;
  if (!isBefore && !isAfter) {
    defects.push(damaged(`The partition entries at sector ${entriesSector} lie where partitions may be.`));
  }
  for (const { number, offsetInBytes, sizeInBytes } of partitions) {
    const first = offsetInBytes / sectorSizeInBytes;
    const last = first + sizeInBytes / sectorSizeInBytes - 1;
    if (sizeInBytes === 0) defects.push(damaged(`Partition ${number} ends before it starts.`));
    else if (first < firstUsableSector || last > lastUsableSector) {
      defects.push(
        damaged(
          `Partition ${number} has sectors ${first} to ${last}; the GPT allows ${firstUsableSector} to ${lastUsableSector}.`,
        ),
      );
    }
  }
  return defects.slice(0, MOST_DEFECTS_NAMED);
}

const MOST_DEFECTS_NAMED = 16;
