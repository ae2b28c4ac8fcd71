import { defined } from "@runbooks/azure";
import { FOOTER_SIZE_IN_BYTES } from "./footer";
import { sourceWindow, type ByteSource } from "./byte-source";
import { containerProblems } from "./container-problems";
import { findPartitionTable, findStrayBackup } from "./find-partition-table";
import { recogniseForeignFormat } from "./foreign-format";
import { foreignProblem } from "./foreign-problems";
import { identifyVolume } from "./identify-volume";
import { readVhdImage, type VhdImage } from "./image";
import { diskInside, type FindParent } from "./parent-chain";
import type { Partition, PartitionTable } from "./partition-table";
import type { VhdContainer, VhdDisk, VhdFileFormat, VhdReport, VolumeOnDisk } from "./report";
import { evaluate } from "./vhd-verdict";
import { DiskPieceMissing } from "./virtual-disk";
import type { Volume } from "./volume";

/** More partitions than this are listed, but not looked into. */
const MOST_VOLUMES_READ = 32;

export interface InspectVhdOptions {
  /** The name in the report and in the commands that mend it. */
  readonly fileName?: string;
  /** Finds the parent of a differencing disk; without it, its parent counts as missing. */
  readonly findParent?: FindParent;
}

/**
 * What a file is, what is on the disk in it, and whether Azure would take it.
 *
 * Reads a few MiB, whatever the file's size, and never outside of it. Whatever is in the file, this answers
 * with a report; nothing of a key is in it.
 *
 * @throws RunbookError `FileUnreadable` where the source itself fails.
 */
export async function inspectVhd(
  source: ByteSource,
  { fileName = "disk.vhd", findParent = async () => Promise.resolve(undefined) }: InspectVhdOptions = {},
): Promise<VhdReport> {
  const image = await readVhdImage(source);
  return image === undefined
    ? inspectForeign(source, fileName)
    : inspectImage(source, image, fileName, findParent);
}

async function inspectImage(
  source: ByteSource,
  image: VhdImage,
  fileName: string,
  findParent: FindParent,
): Promise<VhdReport> {
  const { disk: bytes, sparse, parentChain } = await diskInside(source, image, findParent);
  const blocks =
    sparse === undefined ? undefined : { ...(await sparse.countBlocks()), blockCount: sparse.blockCount };
  const container: VhdContainer = {
    ...image,
    ...defined({ blocks, parentChain }),
  };
  const disk = bytes === undefined ? undefined : await readDiskInVhd(bytes);
  const { sizeInBytes: fileSizeInBytes } = source;
  const problems = containerProblems({ fileName, fileSizeInBytes, container, disk });
  return {
    fileName,
    fileSizeInBytes,
    format: { kind: "vhd" },
    container,
    ...defined({ disk }),
    verdict: evaluate(fileSizeInBytes, disk, problems),
  };
}

async function inspectForeign(source: ByteSource, fileName: string): Promise<VhdReport> {
  const { sizeInBytes: fileSizeInBytes } = source;
  const foreign = await recogniseForeignFormat(source);
  const whole = foreign === undefined && fileSizeInBytes > 0 ? await readDisk(source) : undefined;
  const rawDisk = whole !== undefined && isDisk(whole) ? whole : undefined;
  const problem = foreignProblem({ fileName, fileSizeInBytes, foreign, rawDisk });
  return {
    fileName,
    fileSizeInBytes,
    format: formatOf(fileSizeInBytes, foreign?.name, rawDisk),
    ...defined({ disk: rawDisk }),
    verdict: evaluate(fileSizeInBytes, rawDisk, [problem]),
  };
}

function formatOf(sizeInBytes: number, foreignName?: string, rawDisk?: VhdDisk): VhdFileFormat {
  if (sizeInBytes === 0) return { kind: "empty" };
  if (foreignName !== undefined) return { kind: "other", name: foreignName };
  return { kind: rawDisk === undefined ? "unknown" : "raw-disk" };
}

/** Whether what was found speaks for a disk: partitions, a volume, or nothing but zeros of some length. */
function isDisk({ partitionTable, volumes, sizeInBytes }: VhdDisk): boolean {
  if (partitionTable !== undefined) return true;
  return volumes.some(
    ({ volume }) =>
      volume.kind !== "unknown" && (volume.kind !== "zeros" || sizeInBytes > FOOTER_SIZE_IN_BYTES),
  );
}

/** Partitions and volumes of a disk. */
async function readDisk(disk: ByteSource): Promise<VhdDisk> {
  const { sizeInBytes } = disk;
  const table = await tableOf(disk);
  return table === "unreadable" || table === undefined
    ? { sizeInBytes, volumes: [{ volume: await identifyVolume(disk) }] }
    : readPartitions(disk, table);
}

/** As {@link readDisk}; where the disk's beginning says nothing, what the backup of a GPT at its end still says. */
async function readDiskInVhd(bytes: ByteSource): Promise<VhdDisk> {
  const disk = await readDisk(bytes);
  const isExplained =
    disk.partitionTable !== undefined ||
    disk.volumes.some(({ volume }) => volume.kind !== "unknown" && volume.kind !== "zeros");
  const stray = isExplained ? undefined : await findStrayBackup(bytes);
  return stray === undefined ? disk : readPartitions(bytes, stray);
}

async function readPartitions(
  disk: ByteSource,
  { partitions, ...partitionTable }: PartitionTable,
): Promise<VhdDisk> {
  const volumes: VolumeOnDisk[] = [];
  for (const partition of partitions) {
    volumes.push({ partition, volume: await volumeIn(disk, partition, volumes.length) });
  }
  return { sizeInBytes: disk.sizeInBytes, partitionTable, volumes };
}

async function tableOf(disk: ByteSource): Promise<PartitionTable | "unreadable" | undefined> {
  try {
    return await findPartitionTable(disk);
  } catch (error) {
    if (!(error instanceof DiskPieceMissing)) throw error;
    return "unreadable";
  }
}

async function volumeIn(disk: ByteSource, partition: Partition, index: number): Promise<Volume> {
  if (index >= MOST_VOLUMES_READ) {
    return { kind: "unreadable", because: `only the first ${MOST_VOLUMES_READ} partitions are looked into` };
  }
  return identifyVolume(sourceWindow(disk, partition.offsetInBytes, partition.sizeInBytes));
}
