import { volumeName, type VhdDisk, type VolumeOnDisk } from "./report";
import { grouped, sizeText } from "./text";

const SECTOR_SIZE_IN_BYTES = 512;

/**
 * What shows that a disk lacks its end, in a sentence; undefined where nothing does, which does not prove that it is
 * whole.
 */
export function cutOffText(disk: VhdDisk): string | undefined {
  const { sizeInBytes, partitionTable } = disk;
  if (sizeInBytes % SECTOR_SIZE_IN_BYTES !== 0) {
    return `The file has ${grouped(sizeInBytes)} bytes, and a disk has whole sectors of ${SECTOR_SIZE_IN_BYTES}.`;
  }
  const outside = partitionTable?.defects.find(({ kind }) => kind === "outside-disk");
  if (outside !== undefined) return outside.text;
  return shortVolumeTexts(disk)[0];
}

/** Volumes that say they are larger than the place where they are, in a sentence each. */
export function shortVolumeTexts({ sizeInBytes, volumes }: VhdDisk): readonly string[] {
  return volumes.flatMap((found) => shortVolumeText(found, sizeInBytes) ?? []);
}

function shortVolumeText(found: VolumeOnDisk, diskSizeInBytes: number): string | undefined {
  const { partition, volume } = found;
  const sized =
    volume.kind === "file-system" || volume.kind === "swap" || volume.kind === "lvm-physical-volume";
  if (!sized || volume.sizeInBytes === undefined) return undefined;
  const placeInBytes = partition?.sizeInBytes ?? diskSizeInBytes;
  if (volume.sizeInBytes <= placeInBytes) return undefined;
  const type =
    volume.kind === "file-system" ? volume.type : volume.kind === "swap" ? "swap" : "physical volume of LVM";
  return `The ${type} of ${volumeName(found)} has ${sizeText(volume.sizeInBytes)}, of which ${sizeText(placeInBytes)} are there.`;
}
