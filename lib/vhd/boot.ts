import { type Fact, known, missing } from "@runbooks/azure";
import { isEncrypted, isLinuxFileSystem, isLuks, listed } from "./deductions";
import { partitionsOf } from "./disk-problems";
import { volumeName, type VhdBoot, type VhdDisk, type VolumeOnDisk } from "./report";
import { capitalised } from "./text";

/** Whether what starts the system is plain. Meant for disks with something encrypted on them; a plain disk is plain throughout. */
export function deduceBoot(disk: VhdDisk): Fact<VhdBoot> {
  if (disk.partitionTable === undefined) {
    const [whole] = disk.volumes;
    return whole === undefined || whole.volume.kind === "unreadable"
      ? missing("the start of the disk can't be read")
      : known({ kind: "data-disk", because: "The disk has no partitions to start from." }, "partition table");
  }
  const starters = startersOf(disk);
  if (starters.length === 0) {
    const because = "No partition is marked as one to start from.";
    return disk.partitionTable.hasBootCode && disk.partitionTable.scheme === "MBR"
      ? missing("no partition of the MBR is active, but there is boot code, which may know one")
      : known({ kind: "data-disk", because }, "partition table");
  }
  const locked = starters.filter(({ volume }) => isEncrypted(volume));
  if (locked.length > 0) return lockedStart(starters, locked);
  const unfit = starters.filter((starter) => !canStart(starter));
  if (unfit.length > 0) return missing(`nothing that starts a system was found in ${listed(unfit)}`);
  if (disk.volumes.some(({ volume }) => isLuks(volume))) return linuxBoot(disk);
  const because = `What starts the system, ${listed(starters)}, is not encrypted.`;
  return known({ kind: "plain", because }, listed(starters));
}

/** Partitions that firmware starts from. */
function startersOf(disk: VhdDisk): readonly VolumeOnDisk[] {
  const marked = [
    ...partitionsOf(disk, "efi-system"),
    ...partitionsOf(disk, "bios-boot"),
    ...disk.volumes.filter(({ partition }) => partition?.isActive === true),
  ];
  return [...new Set(marked)];
}

function lockedStart(starters: readonly VolumeOnDisk[], locked: readonly VolumeOnDisk[]): Fact<VhdBoot> {
  const [first] = locked;
  if (first === undefined || locked.length < starters.length) {
    return missing(
      `${listed(locked)} is encrypted itself, another partition to start from is not: which one the system starts from is not known`,
    );
  }
  const because = `The system partition, ${volumeName(first)}, is encrypted itself: nothing can start that would unlock it.`;
  return known({ kind: "encrypted", because }, volumeName(first));
}

/** UEFI reads FAT alone ("UEFI Specification", 2.10, 13.3 File System Format). A BIOS boot partition holds code and no file system. */
function canStart({ volume, partition }: VolumeOnDisk): boolean {
  const role = partition?.type.role;
  if (role === "bios-boot") return true;
  return volume.kind === "file-system" && (role !== "efi-system" || isFat(volume));
}

const isFat = (volume: VolumeOnDisk["volume"]): boolean =>
  volume.kind === "file-system" && volume.type.startsWith("FAT");

/** Linux starts in two steps: the firmware's partition, then /boot with kernel and initramfs, which must be plain too. */
function linuxBoot(disk: VhdDisk): Fact<VhdBoot> {
  const extended = partitionsOf(disk, "linux-boot");
  if (extended.length > 0) return extendedBoot(extended);
  const plain = disk.volumes.filter(({ volume }) => isLinuxFileSystem(volume));
  if (plain.length > 0) {
    const because =
      `${listed(plain)} ${plain.length === 1 ? "is" : "are"} not encrypted and can hold /boot; ` +
      "whether it does is not looked into.";
    return known({ kind: "plain", because: capitalised(because) }, listed(plain));
  }
  const fat = disk.volumes.filter(({ volume }) => isFat(volume));
  if (fat.length > 0)
    return missing(`kernel and initramfs may be in ${listed(fat)} or in an encrypted volume`);
  const because = "No partition with a plain Linux filesystem is there that could hold /boot.";
  return known({ kind: "encrypted", because }, listed(disk.volumes));
}

/** Where a partition is marked as /boot, no other one is taken for it. */
function extendedBoot(extended: readonly VolumeOnDisk[]): Fact<VhdBoot> {
  const marked = `${capitalised(listed(extended))}, marked as /boot,`;
  if (extended.every(({ volume }) => isEncrypted(volume))) {
    const because = `${marked} is encrypted itself: nothing can start that would unlock it.`;
    return known({ kind: "encrypted", because }, listed(extended));
  }
  return extended.every(({ volume }) => isLinuxFileSystem(volume) || isFat(volume))
    ? known({ kind: "plain", because: `${marked} is not encrypted.` }, listed(extended))
    : missing(`nothing that starts a system was found in ${listed(extended)}, which is marked as /boot`);
}
