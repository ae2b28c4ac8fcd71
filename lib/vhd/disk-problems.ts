import { luksProblems } from "./luks-problems";
import type { Partition } from "./partition-table";
import { partitionTableProblems } from "./partition-table-problems";
import { volumeName, type VhdBoot, type VhdDisk, type VhdProblem, type VolumeOnDisk } from "./report";
import { sizeText } from "./text";
import { LARGEST_GENERATION_1_OS_DISK_IN_BYTES, LARGEST_OS_DISK_IN_BYTES } from "./upload-size";
import type { BitLockerVolume } from "./volumes/bitlocker";

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

/** @see "Sample scripts for Azure Disk Encryption on Windows", Prepare an encrypted Windows VHD: startup key, and encryption finished */
function bitLockerProblems(
  { form, metadata, defects }: BitLockerVolume,
  name: string,
): readonly VhdProblem[] {
  const problems: VhdProblem[] = [];
  if (form === "to-go") {
    problems.push({
      id: "bitlocker-to-go",
      stops: "nothing",
      text: `BitLocker To Go encrypts ${name}: a form for removable drives, from which Windows does not start.`,
      fix: "Use an NTFS volume, encrypted as a fixed drive, for what has to be unlocked at start.",
      commands: [],
    });
  }
  if (metadata === undefined || defects.length > 0) {
    problems.push({
      id: "bitlocker-damaged",
      stops: metadata === undefined ? "start" : "nothing",
      text: `BitLocker's metadata on ${name}: ${defects.join(" ")}`,
      fix: "Take the disk from its original again, or let Windows repair it there (repair-bde).",
      commands: [],
    });
  }
  if (metadata === undefined || metadata.state.kind === "decrypted") return problems;

  const { state, protectors } = metadata;
  if (state.kind !== "fully-encrypted") {
    problems.push({
      id: "bitlocker-not-finished",
      stops: state.kind === "unknown" ? "nothing" : "start",
      text: `BitLocker has not finished with ${name}: ${bitLockerStateText(metadata.state)}.`,
      fix: "Start Windows where the disk comes from, wait until manage-bde says that all is encrypted, and take the disk then.",
      commands: ["manage-bde -status"],
    });
  }
  if (protectors.some(({ type }) => type === "clear-key")) {
    problems.push({
      id: "bitlocker-protection-suspended",
      stops: "start",
      text: `BitLocker's protection of ${name} is suspended: the key lies on the disk in the clear, for everybody who has the file.`,
      fix: "Resume protection in Windows where the disk comes from.",
      commands: ["manage-bde -protectors -enable C:"],
    });
  }
  if (!protectors.some(({ type }) => type === "startup-key")) {
    problems.push({
      id: "bitlocker-without-startup-key",
      stops: "start",
      text:
        `BitLocker on ${name} has no startup key; it has ${protectorWords(protectors.map(({ type }) => type))}. ` +
        "Azure hands a VM nothing but a startup key (.BEK file).",
      fix: "Add a startup key in Windows where the disk comes from; the .BEK file is written to the drive that is named last.",
      commands: ["manage-bde -protectors -add C: -StartupKey E:"],
    });
  }
  return problems;
}

function protectorWords(types: readonly string[]): string {
  return types.length === 0 ? "no protector" : types.map((type) => type.replaceAll("-", " ")).join(", ");
}

/** How far BitLocker is, in words. */
export function bitLockerStateText(state: NonNullable<BitLockerVolume["metadata"]>["state"]): string {
  switch (state.kind) {
    case "fully-encrypted":
      return "fully encrypted";
    case "encrypting":
    case "decrypting": {
      const percent = state.percentEncrypted === undefined ? "" : `, ${state.percentEncrypted} % encrypted`;
      return `${state.kind}${percent}${state.isPaused ? ", paused" : ""}`;
    }
    case "encrypting-on-write":
      return "encrypting what is written";
    case "decrypted":
      return "not encrypted any more";
    case "unknown":
      return `state ${state.code}, which is not known`;
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

/** Partitions by role, for those who judge. */
export function partitionsOf(disk: VhdDisk, role: Partition["type"]["role"]): readonly VolumeOnDisk[] {
  return disk.volumes.filter(({ partition }) => partition?.type.role === role);
}
