import { isRestartPending } from "../handler-status";
import type { CommandContext, CommandOutput } from "./command";
import { cryptName } from "./lsblk";

const sectorsInGB = 1024 ** 3 / 512;
// dmsetup prints keys as zeros unless it is told --showkeys; 256 bits of XTS are two keys of 256.
const hiddenKey = "0".repeat(128);

/** `dmsetup table --target crypt`: one line for each volume that is in use encrypted. */
export function cryptTable({ guest, volumes }: CommandContext): CommandOutput {
  const restartPending = isRestartPending(guest, volumes);
  const lines = volumes
    .filter(({ state, role }) => state === "encrypted" && !(role === "os" && restartPending))
    .map((volume, index) => {
      const sectors = Math.round(volume.sizeInGB * sectorsInGB);
      return `${cryptName(volume)}: 0 ${sectors} crypt aes-xts-plain64 ${hiddenKey} 0 8:${index * 16 + 1} 0`;
    });
  return { stdout: lines.length === 0 ? "No devices found" : lines.join("\n") };
}
