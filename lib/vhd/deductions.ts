import { type Fact, type HyperVGeneration, known, missing, type OsType } from "@runbooks/azure";
import { usableStartupKeys } from "./bitlocker-problems";
import { partitionsOf } from "./disk-problems";
import { passphraseSlots } from "./luks-problems";
import {
  volumeName,
  type VhdDisk,
  type VhdEncryption,
  type VhdKeyMaterial,
  type VolumeOnDisk,
} from "./report";
import type { Volume } from "./volume";

type VolumeKind = Volume["kind"];

const windowsKinds: readonly VolumeKind[] = ["bitlocker"];
const linuxKinds: readonly VolumeKind[] = ["luks1", "luks2", "swap", "lvm-physical-volume"];
const windowsFileSystems: readonly string[] = ["NTFS", "ReFS"];
const linuxFileSystems: readonly string[] = ["ext2", "ext3", "ext4", "XFS", "btrfs"];

/** Whether Linux alone uses the file system of a volume. */
export const isLinuxFileSystem = (volume: Volume): boolean =>
  volume.kind === "file-system" && linuxFileSystems.includes(volume.type);

/** Whether a volume is LUKS, of either version. */
export const isLuks = (volume: Volume): boolean => volume.kind === "luks1" || volume.kind === "luks2";

/** BitLocker that has decrypted everything leaves only its metadata behind. */
const isBitLockerEncrypted = (volume: Volume): boolean =>
  volume.kind === "bitlocker" && volume.metadata?.state.kind !== "decrypted";

/** Whether a volume's contents are encrypted, as far as its header shows. */
export const isEncrypted = (volume: Volume): boolean => isLuks(volume) || isBitLockerEncrypted(volume);

/** The names of volumes, for a sentence. */
export const listed = (volumes: readonly VolumeOnDisk[]): string => volumes.map(volumeName).join(", ");

/** Whose disk it is, by what is on it: what both systems read (FAT) says nothing. */
export function deduceOsType(disk: VhdDisk): Fact<OsType> {
  const windows = disk.volumes.filter(
    ({ volume, partition }) =>
      windowsKinds.includes(volume.kind) ||
      (volume.kind === "file-system" && windowsFileSystems.includes(volume.type)) ||
      partition?.type.role === "microsoft-reserved" ||
      partition?.type.role === "windows-recovery",
  );
  const linux = disk.volumes.filter(
    ({ volume }) => linuxKinds.includes(volume.kind) || isLinuxFileSystem(volume),
  );
  if (windows.length > 0 && linux.length > 0) {
    return missing(`Windows has ${listed(windows)} and Linux ${listed(linux)}`);
  }
  if (windows.length > 0) return known("Windows", listed(windows));
  if (linux.length > 0) return known("Linux", listed(linux));
  return missing("nothing on the disk belongs to one operating system alone");
}

/** Generation 1 starts by BIOS, generation 2 by UEFI from the EFI system partition of a GPT. */
export function deduceGeneration(disk: VhdDisk): Fact<HyperVGeneration> {
  const { partitionTable } = disk;
  if (partitionTable === undefined) return missing("the disk has no partition table to start from");
  const hasEfi = partitionsOf(disk, "efi-system").length > 0;
  const hasBiosBoot = partitionsOf(disk, "bios-boot").length > 0;
  if (partitionTable.scheme === "MBR") {
    return hasEfi
      ? missing("an MBR with an EFI system partition may start either way")
      : known("V1", "MBR without an EFI system partition");
  }
  if (hasEfi && hasBiosBoot) {
    return missing("the disk has an EFI system partition and a BIOS boot partition: it may start either way");
  }
  if (hasEfi) return known("V2", "GPT with an EFI system partition");
  if (hasBiosBoot) return known("V1", "GPT with a BIOS boot partition and no EFI system partition");
  return missing("the GPT has no partition that a VM starts from");
}

/** What the disk is encrypted with, as far as its volumes could be told. */
export function deduceEncryption({ volumes }: VhdDisk): Fact<VhdEncryption> {
  const bitLocker = volumes.filter(({ volume }) => isBitLockerEncrypted(volume));
  const luks = volumes.filter(({ volume }) => isLuks(volume));
  if (bitLocker.length === 0 && luks.length === 0) return nothingEncrypted(volumes);
  return known(
    {
      kind: luks.length === 0 ? "bitlocker" : bitLocker.length === 0 ? "luks" : "bitlocker-and-luks",
      methods: [...new Set([...bitLocker, ...luks].flatMap(({ volume }) => methodsOf(volume)))],
    },
    listed([...bitLocker, ...luks]),
  );
}

function nothingEncrypted(volumes: readonly VolumeOnDisk[]): Fact<VhdEncryption> {
  const unread = volumes.filter(
    ({ volume, partition }) =>
      (volume.kind === "unknown" && !isWithoutVolume(partition?.type.role)) || volume.kind === "unreadable",
  );
  const lvm = volumes.filter(({ volume }) => volume.kind === "lvm-physical-volume");
  if (unread.length > 0) return missing(`what is in ${listed(unread)} is not known`);
  if (lvm.length > 0) return missing(`the logical volumes of LVM in ${listed(lvm)} are not looked into`);
  return known({ kind: "none", methods: [] }, volumes.length === 0 ? "no volumes" : listed(volumes));
}

/** Partitions that hold no volume at all. */
const isWithoutVolume = (role: string | undefined): boolean =>
  role === "bios-boot" || role === "microsoft-reserved";

/** How a volume is encrypted, in words of its own. */
export function methodsOf(volume: Volume): readonly string[] {
  switch (volume.kind) {
    case "bitlocker":
      return volume.metadata === undefined ? [] : [volume.metadata.encryptionMethod];
    case "luks1":
      return [`${volume.cipher}-${volume.mode}`];
    case "luks2":
      return volume.segments.flatMap(({ cipher }) => cipher ?? []);
    default:
      return [];
  }
}

/**
 * What has to be put in the key vault for each encrypted volume.
 *
 * @see "Sample scripts for Azure Disk Encryption": `.bek` bytes (Windows), passphrase (Linux)
 */
export function neededKeyMaterial({ volumes }: VhdDisk): readonly VhdKeyMaterial[] {
  return volumes.flatMap((found): readonly VhdKeyMaterial[] => {
    const { volume } = found;
    switch (volume.kind) {
      case "bitlocker": {
        if (!isBitLockerEncrypted(volume)) return [];
        const keys = usableStartupKeys(volume);
        return [
          { kind: "bek-file", volume: volumeName(found), fileNames: keys.map(({ id }) => `${id}.BEK`) },
        ];
      }
      case "luks1":
      case "luks2":
        return [{ kind: "passphrase", volume: volumeName(found), keySlots: passphraseSlots(volume) }];
      default:
        return [];
    }
  });
}
