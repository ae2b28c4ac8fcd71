import type { ByteSource } from "../byte-source";
import { readLinuxVolume } from "./linux-volumes";
import type { Recognised } from "./recognised";
import { readWindowsVolume } from "./windows-file-systems";

/** How much of a volume's start the filesystems are told by: btrfs and swap reach furthest. */
export const VOLUME_HEAD_IN_BYTES: number = 128 * 1024;

/**
 * The filesystem, swap area or LVM volume that a volume's first 128 KiB show.
 *
 * @param head - what there is of those 128 KiB.
 */
export async function readPlainVolume(volume: ByteSource, head: Buffer): Promise<Recognised> {
  return (await readWindowsVolume(volume, head)) ?? (await readLinuxVolume(volume, head));
}
