import { bitLockerProblems } from "./bitlocker-problems";
import { luksProblems } from "./luks-problems";
import type { Partition } from "./partition-table";
import { partitionTableProblems } from "./partition-table-problems";
import { volumeName, type VhdBoot, type VhdDisk, type VhdProblem, type VolumeOnDisk } from "./report";
import { sizeText } from "./text";
import { LARGEST_GENERATION_1_OS_DISK_IN_BYTES, LARGEST_OS_DISK_IN_BYTES } from "./upload-size";

/** What is wrong with the disk inside: its partitions, and how its volumes are encrypted. */
export function diskProblems(disk: VhdDisk, boot: VhdBoot | undefined): readonly VhdProblem[] {
  return [
    ...partitionTableProblems(disk),
    ...disk.volumes.flatMap(volumeProblems),
    ...bootProblems(disk, boot),
    ...swapProblems(disk),
    ...sizeProblems(disk, boot),
  ];
}

function volumeProblems(found: VolumeOnDisk): readonly VhdProblem[] {
  const { volume } = found;
  switch (volume.kind) {
    case "bitlocker":
      return bitLockerProblems(volume, volumeName(found));
    case "luks1":
    case "luks2":
      return luksProblems(volume, volumeName(found));
    default:
      return [];
  }
}

/** @see "Sample scripts for Azure Disk Encryption on Windows", bdehdcfg; "... on Linux", separate plain /boot */
function bootProblems(disk: VhdDisk, boot: VhdBoot | undefined): readonly VhdProblem[] {
  if (boot?.kind !== "encrypted") return [];
  const isWindows = disk.volumes.some(({ volume }) => volume.kind === "bitlocker");
  return [
    isWindows
      ? {
          id: "system-partition-encrypted",
          stops: "start",
          text: boot.because,
          fix: "Make a system partition that stays plain, in Windows where the disk comes from.",
          commands: ["bdehdcfg -target c: shrink -quiet"],
        }
      : {
          id: "no-plain-boot-partition",
          stops: "start",
          text: boot.because,
          fix: "Install with a /boot of its own that is not encrypted: Azure hands the passphrase to the initramfs, not to the boot loader.",
          commands: [],
        },
  ];
}

function swapProblems({ volumes }: VhdDisk): readonly VhdProblem[] {
  const isEncrypted = volumes.some(({ volume }) => volume.kind === "luks1" || volume.kind === "luks2");
  return volumes.flatMap((found): readonly VhdProblem[] =>
    found.volume.kind === "swap" && isEncrypted
      ? [
          {
            id: "plain-swap",
            stops: "nothing",
            text: `Swap in ${volumeName(found)} is not encrypted, beside volumes that are: what is in memory can end up there.`,
            fix: "Take swap off the OS disk; the Azure Linux agent can make a swap file on the temporary disk.",
            commands: [],
          },
        ]
      : [],
  );
}

function sizeProblems({ sizeInBytes, partitionTable }: VhdDisk, boot?: VhdBoot): readonly VhdProblem[] {
  const startsSystem = boot !== undefined && boot.kind !== "data-disk";
  const generation1 = partitionTable?.scheme === "MBR";
  const most = generation1 ? LARGEST_GENERATION_1_OS_DISK_IN_BYTES : LARGEST_OS_DISK_IN_BYTES;
  if (!startsSystem || sizeInBytes <= most) return [];
  return [
    {
      id: "os-disk-too-large",
      stops: "start",
      text: `The disk has ${sizeText(sizeInBytes)}; an OS disk ${generation1 ? "of a generation 1 VM " : ""}has at most ${sizeText(most)}.`,
      fix: "Move data to data disks, and shrink the partitions and the disk.",
      commands: [],
    },
  ];
}

/** Partitions by role, for those who evaluate. */
export function partitionsOf(disk: VhdDisk, role: Partition["type"]["role"]): readonly VolumeOnDisk[] {
  return disk.volumes.filter(({ partition }) => partition?.type.role === role);
}
