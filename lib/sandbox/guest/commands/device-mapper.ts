import type { BlockDevice } from "../block-devices/block-device";
import { blockDevicesOf } from "../block-devices/block-devices-of";
import type { CommandContext, CommandOutput } from "./command";

const sectorsInGB = 1024 ** 3 / 512;
// dmsetup prints keys as zeros unless it is told --showkeys; 256 bits of XTS are two keys of 256.
const hiddenKey = "0".repeat(128);

/** `dmsetup table`: the targets of each mapped device, one line for each that it is made of. */
export function mapperTable(context: CommandContext): CommandOutput {
  const lines = blockDevicesOf(context).flatMap(targets);
  return { stdout: lines.length === 0 ? "No devices found" : lines.join("\n") };
}

function targets({ type, name, parents }: BlockDevice): readonly string[] {
  let start = 0;
  return parents.flatMap(({ number, sizeInGB }) => {
    const length = Math.round(sizeInGB * sectorsInGB);
    const range = `${name}: ${start} ${length}`;
    start += length;
    switch (type) {
      case "crypt":
        return [`${range} crypt aes-xts-plain64 ${hiddenKey} 0 ${number} 0`];
      case "lvm":
        return [`${range} linear ${number} 2048`];
      case "mpath":
        return [`${range} multipath 0 0 1 1 service-time 0 1 2 ${number} 1 1`];
      case "disk":
      case "part":
      case "linear":
      case "raid0":
      case "raid1":
        return [];
    }
  });
}
