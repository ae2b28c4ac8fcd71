import { type CommandContext, volumeKey, type Volume } from "../volumes";
import { isRestartPending } from "../handler-status";
import type { AttachedDisk } from "../hardware";
import type { DataVolume } from "../specification";
import {
  blockDeviceTable,
  type BlockDevice,
  type BlockDeviceTable,
  type NewBlockDevice,
} from "./block-device";

/** Azure's LVM images have these logical volumes, each mounted there (Azure/azure-linux-extensions, VMEncryption, `check_util`). */
const rootVolumes: readonly (readonly [name: string, mountPoint: string])[] = [
  ["rootlv", "/"],
  ["usrlv", "/usr"],
  ["varlv", "/var"],
  ["homelv", "/home"],
  ["tmplv", "/tmp"],
];

/**
 * All block devices of a Linux guest: the OS disk, the temporary disk, the data disks, then the key volume of Azure Disk Encryption.
 *
 * A data volume that is being encrypted in place is not mounted; the OS volume is mounted plain until the VM was restarted.
 */
export function blockDevicesOf(context: CommandContext): readonly BlockDevice[] {
  const { guest, hardware, volumes } = context;
  const table = blockDeviceTable();
  const [osDisk, ...dataDisks] = hardware.disks;
  const root = osDisk === undefined ? undefined : addOsDisk(context, table, osDisk);
  const temporary = volumes.find(({ role }) => role === "temporary");
  if (temporary !== undefined) {
    fill(opened(table, table.partition(table.disk(temporary.sizeInGB), 1), temporary), temporary);
  }
  addDataDisks(context, table, dataDisks, root);
  if (guest.locks.size > 0) {
    const keyVolume = table.partition(table.disk(0.05), 1);
    keyVolume.fileSystem = "vfat";
    keyVolume.label = "BEK VOLUME";
    keyVolume.mountPoint = "/mnt/azure_bek_disk";
  }
  return table.devices;
}

/** @returns the device on which the root's volume group still has to be made, where it is on data disks too. */
function addOsDisk(
  { guest, specification, volumes }: CommandContext,
  table: BlockDeviceTable,
  { diskSizeGB }: AttachedDisk,
): NewBlockDevice | undefined {
  const volume = volumes.find(({ role }) => role === "os");
  if (volume === undefined) return undefined;
  const disk = table.disk(diskSizeGB);
  const partition = table.partition(disk, 1);
  const root = isRestartPending(guest, volumes) ? partition : opened(table, partition, volume);
  const efi = table.partition(disk, 15);
  efi.fileSystem = "vfat";
  efi.mountPoint = "/boot/efi";
  const layout = specification.osType === "Linux" ? specification.rootLayout : undefined;
  switch (layout) {
    case "lvm":
      addRootGroup(table, volume, [root]);
      return undefined;
    case "lvm-own": {
      root.fileSystem = "LVM2_member";
      const own = table.mapped("lvm", "vg0-root", [root]);
      own.fileSystem = volume.fileSystem;
      own.mountPoint = "/";
      return undefined;
    }
    case "lvm-extended":
      return root;
    case "partition":
    case undefined:
      root.fileSystem = volume.fileSystem;
      root.mountPoint = "/";
      return undefined;
  }
}

function addRootGroup(table: BlockDeviceTable, volume: Volume, members: readonly NewBlockDevice[]): void {
  for (const member of members) member.fileSystem = "LVM2_member";
  for (const [name, mountPoint] of rootVolumes) {
    const device = table.mapped("lvm", `rootvg-${name}`, name === "rootlv" ? members : members.slice(0, 1));
    device.fileSystem = volume.fileSystem;
    device.mountPoint = mountPoint;
  }
}

/** Devices of several disks that are one volume. */
interface Group {
  readonly volume: Volume;
  readonly layout: "lvm" | "linear" | "raid0" | "raid1";
  readonly members: NewBlockDevice[];
}

function addDataDisks(
  { specification, volumes }: CommandContext,
  table: BlockDeviceTable,
  dataDisks: readonly AttachedDisk[],
  extendedRoot: NewBlockDevice | undefined,
): void {
  const groups = new Map<string, Group>();
  const osVolume = volumes.find(({ role }) => role === "os");
  for (const [index, attached] of dataDisks.entries()) {
    if (attached.lun !== undefined && specification.hiddenDisks?.includes(attached.lun) === true) continue;
    const place = specification.dataVolumes?.find(({ lun }) => lun === attached.lun);
    const volume = volumes.find(({ key }) => key === volumeKey(attached));
    const disk = table.disk(attached.diskSizeGB, place?.transport);
    if (index === 0 && extendedRoot !== undefined && osVolume !== undefined) {
      addRootGroup(table, osVolume, [extendedRoot, disk]);
    } else if (volume !== undefined) {
      addDataVolume(table, disk, volume, place, groups);
    } else if (place !== undefined) {
      table.partition(disk, 1).fileSystem = place.fileSystem;
    }
  }
  for (const { volume, layout, members } of groups.values()) {
    const name = `datavg-${volume.mountPoint.slice(1).replaceAll("/", "_")}`;
    const device = layout === "lvm" ? table.mapped("lvm", name, members) : table.raid(layout, members);
    fill(opened(table, device, volume), volume);
  }
}

function addDataVolume(
  table: BlockDeviceTable,
  disk: NewBlockDevice,
  volume: Volume,
  place: DataVolume | undefined,
  groups: Map<string, Group>,
): void {
  const layout = place?.layout ?? "partition";
  const openedByOwner = (device: NewBlockDevice): NewBlockDevice => {
    if (place?.encryptedByOwner !== true) return device;
    device.fileSystem = "crypto_LUKS";
    return table.mapped("crypt", `own-${device.name}`, [device]);
  };
  switch (layout) {
    case "partition":
      fill(opened(table, openedByOwner(table.partition(disk, 1)), volume), volume);
      if (place?.besideIt !== undefined) table.partition(disk, 2).fileSystem = place.besideIt;
      break;
    case "whole-disk":
      fill(opened(table, openedByOwner(disk), volume), volume);
      break;
    case "multipath":
      fill(opened(table, table.mapped("mpath", `mpath${disk.name}`, [disk]), volume), volume);
      break;
    case "lvm":
    case "linear":
    case "raid0":
    case "raid1": {
      const member = openedByOwner(table.partition(disk, 1));
      member.fileSystem = layout === "lvm" ? "LVM2_member" : "linux_raid_member";
      const group = groups.get(volume.mountPoint) ?? { volume, layout, members: [] };
      group.members.push(member);
      groups.set(volume.mountPoint, group);
    }
  }
}

/** What is encrypted is opened: its file system is on a crypt device of its own. */
function opened(table: BlockDeviceTable, device: NewBlockDevice, volume: Volume): NewBlockDevice {
  if (volume.state !== "encrypted") return device;
  device.fileSystem = "crypto_LUKS";
  return table.mapped("crypt", cryptName(volume), [device]);
}

function fill(device: NewBlockDevice, { fileSystem, mountPoint, state }: Volume): void {
  const isOnItsWay = state === "encrypting" || state === "decrypting";
  device.fileSystem = isOnItsWay ? "crypto_LUKS" : fileSystem;
  if (!isOnItsWay) device.mountPoint = mountPoint;
}

/** The name of the device behind which a decrypted view of the volume appears: `osencrypt` for the OS volume. */
function cryptName({ role, key }: Volume): string {
  if (role === "os") return "osencrypt";
  return role === "temporary" ? "resourceencrypt" : `dataencrypt-${key.split("/").pop() ?? key}`;
}
