import { volumeName, type VhdDisk, type VolumeOnDisk } from "./report";
import { grouped, sizeText } from "./text";

const SECTOR_SIZE_IN_BYTES = 512;

/**
 * What shows that a disk lacks its end, in a sentence; undefined where nothing does, which does not prove that it is
 * whole.
 */
export function cutOffText({ sizeInBytes, partitionTable, volumes }: VhdDisk): string | undefined {
  if (sizeInBytes % SECTOR_SIZE_IN_BYTES !== 0) {
    return `The file has ${grouped(sizeInBytes)} bytes, and a disk has whole sectors of ${SECTOR_SIZE_IN_BYTES}.`;
  }
  const outside = partitionTable?.defects.find(({ kind }) => kind === "outside-disk");
  if (outside !== undefined) return outside.text;
  return volumes.map((found) => shortVolumeText(found, sizeInBytes)).find((text) => text !== undefined);
}

function shortVolumeText(found: VolumeOnDisk, diskSizeInBytes: number): string | undefined {
  const { partition, volume } = found;
  // btrfs counts the bytes of all its disks.
  if (volume.kind !== "file-system" || volume.type === "btrfs" || volume.sizeInBytes === undefined)
    return undefined;
  const placeInBytes = partition?.sizeInBytes ?? diskSizeInBytes;
  if (volume.sizeInBytes <= placeInBytes) return undefined;
  return `The ${volume.type} of ${volumeName(found)} has ${sizeText(volume.sizeInBytes)}, of which ${sizeText(placeInBytes)} are there.`;
}
