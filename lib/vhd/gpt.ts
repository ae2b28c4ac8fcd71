import { isZero, type ByteSource } from "./byte-source";
import { isSound, readGptHeader, type GptHeader } from "./gpt-header";
import { gptDefects, primaryDefects, backupDefects } from "./gpt-defects";
import { mixedEndianGuid } from "./guid";
import { placementDefects, type Partition, type PartitionTable } from "./partition-table";
import { gptPartitionType } from "./partition-types";
import { utf16LittleEndianText } from "./text";

const EMPTY_TYPE = "00000000-0000-0000-0000-000000000000";

/**
 * Reads a GPT: the header in sector 1 and its entries, and the backup at the end of the disk.
 *
 * @returns undefined where neither header is there.
 * @see UEFI Specification, version 2.10, 5.3 "GUID Partition Table (GPT) Disk Layout"
 */
export async function readGpt(
  disk: ByteSource,
  bootSector: Buffer,
  sectorSizeInBytes: number,
): Promise<PartitionTable | undefined> {
  const header = async (sector: number): Promise<GptHeader | undefined> =>
    readGptHeader(disk, sector, sectorSizeInBytes);
  const primary = await header(1);
  const lastSector = Math.floor(disk.sizeInBytes / sectorSizeInBytes) - 1;
  const atEnd = await header(lastSector);
  const named =
    primary === undefined || primary.alternateSector === lastSector
      ? undefined
      : await header(primary.alternateSector);
  const backup = atEnd ?? named;
  const table = [primary, backup].find(isSound) ?? primary ?? backup;
  if (table === undefined) return undefined;

  const partitions = table.entries === undefined ? [] : partitionsOf(table, table.entries, sectorSizeInBytes);
  return {
    scheme: "GPT",
    diskId: table.diskId,
    partitions,
    hasBootCode: !isZero(bootSector.subarray(0, 440)),
    defects: [
      ...primaryDefects(primary),
      ...backupDefects(primary, backup, lastSector),
      ...gptDefects(table, partitions, lastSector, sectorSizeInBytes),
      ...placementDefects(partitions, disk.sizeInBytes),
    ],
  };
}

function partitionsOf(
  { entryCount, entrySizeInBytes }: GptHeader,
  entries: Buffer,
  sectorSizeInBytes: number,
): readonly Partition[] {
  const partitions: Partition[] = [];
  for (let index = 0; index < entryCount; index += 1) {
    const entry = entries.subarray(index * entrySizeInBytes, (index + 1) * entrySizeInBytes);
    const type = mixedEndianGuid(entry.subarray(0, 16));
    if (type === EMPTY_TYPE) continue;
    const first = Number(entry.readBigUInt64LE(32));
    const last = Number(entry.readBigUInt64LE(40));
    const name = utf16LittleEndianText(entry.subarray(56, 128));
    partitions.push({
      number: index + 1,
      offsetInBytes: first * sectorSizeInBytes,
      sizeInBytes: Math.max(last - first + 1, 0) * sectorSizeInBytes,
      type: gptPartitionType(type),
      uniqueId: mixedEndianGuid(entry.subarray(16, 32)),
      ...(name === "" ? {} : { name }),
    });
  }
  return partitions;
}
