import { answerOf } from "../vhd/tools";

/** Why a tool does not take a disk, in its own words; undefined where it does. */
export type Refusal = string | undefined;

/** Two programs that read BitLocker's metadata without opening the volume. */
export function bitLockerRefusal(volume: string): Refusal {
  const bdeinfo = answerOf("bdeinfo", ["-u", volume]);
  if (bdeinfo.exitCode !== 0) return `bdeinfo: ${bdeinfo.output}`;
  const cryptsetup = answerOf("cryptsetup", ["bitlkDump", volume]);
  return cryptsetup.exitCode === 0 ? undefined : `cryptsetup: ${cryptsetup.output}`;
}

/** Whether a `.BEK` file opens the volume: cryptsetup decrypts its keys, and makes no device of it. */
export function openingRefusal(volume: string, bek: string): Refusal {
  const args = ["open", "--type", "bitlk", "--test-passphrase", "--key-file", bek, volume];
  const { exitCode, output } = answerOf("cryptsetup", args);
  return exitCode === 0 ? undefined : `cryptsetup: ${output}`;
}

/** `sgdisk -v` ends with 0 whatever it finds. That a partition ends at an odd sector is advice. */
export function gptRefusal(disk: string): Refusal {
  const { exitCode, output } = answerOf("sgdisk", ["-v", disk]);
  const isSound =
    exitCode === 0 &&
    output.includes("No problems found") &&
    !/Warning!|invalid|corrupt|Problem:|Creating new GPT/i.test(output);
  return isSound ? undefined : `sgdisk: ${output}`;
}

export function mbrRefusal(disk: string): Refusal {
  const { exitCode, output } = answerOf("sfdisk", ["--verify", disk]);
  const isSound =
    exitCode === 0 &&
    output.includes("No errors detected") &&
    !/greater than the maximum|overlaps/.test(output);
  return isSound ? undefined : `sfdisk: ${output}`;
}

/** qemu-img checks no fixed VHD, but has to open it, and find a disk of that size. */
export function vhdRefusal(file: string, diskSizeInBytes: number): Refusal {
  const options = `driver=vpc,force_size_calc=current_size,file.driver=file,file.filename=${file}`;
  const { exitCode, output } = answerOf("qemu-img", ["info", "--output=json", "--image-opts", options]);
  if (exitCode !== 0) return `qemu-img: ${output}`;
  return output.includes(`"virtual-size": ${diskSizeInBytes},`) ? undefined : `qemu-img: ${output}`;
}
