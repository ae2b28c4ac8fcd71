import { uuidOf, type BlockDevice } from "../block-devices/block-device";
import { blockDevicesOf } from "../block-devices/block-devices-of";
import type { CommandOutput } from "./languages";
import type { CommandContext } from "../volumes";
import type { LinuxSpecification } from "../specification";

/** `lsblk -P -o NAME,PKNAME,MAJ:MIN,TYPE,FSTYPE,LABEL,UUID,TRAN`: each device once, with one of its parents, as util-linux 2.34 and newer have it. */
export function listBlockDevices(context: CommandContext): CommandOutput {
  const { virtualMachineId } = context.guest;
  return {
    stdout: blockDevicesOf(context)
      .map((device) => row(virtualMachineId, device))
      .join("\n"),
  };
}

function row(virtualMachineId: string, device: BlockDevice): string {
  const { name, number, type, fileSystem, label, transport, parents } = device;
  const columns: readonly (readonly [column: string, value: string])[] = [
    ["NAME", name],
    ["PKNAME", parents[0]?.kernelName ?? ""],
    ["MAJ:MIN", number],
    ["TYPE", type],
    ["FSTYPE", fileSystem],
    ["LABEL", label],
    ["UUID", fileSystem === "" ? "" : uuidOf(virtualMachineId, device)],
    ["TRAN", transport],
  ];
  return columns.map(([column, value]) => `${column}="${value}"`).join(" ");
}

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

/**
 * `find '<mount point>' -xdev -maxdepth 1 ... -printf '%d\n' 2>&1 | head -n 3`: the depth of the directory itself and of what is in it. A volume
 * that is not mounted shows the empty directory below it, as Linux does; a path that is no mount point of a volume is not there.
 */
export function findEntries({ specification, volumes }: CommandContext, mountPoint: string): CommandOutput {
  const volume = volumes.find((one) => one.mountPoint === mountPoint);
  if (volume === undefined) return { stdout: `find: '${mountPoint}': No such file or directory` };
  const isMounted = volume.state === "decrypted" || volume.state === "encrypted";
  const isEmpty =
    volume.role === "temporary" ||
    specification.dataVolumes?.find((one) => one.mountPoint === mountPoint)?.empty === true;
  return { stdout: isMounted && !isEmpty ? "0\n1\n1" : "0" };
}

/** What awk prints of /proc/self/mountinfo: number, root, mount point, file system, source; those of devices and of networks. */
export function mounts(context: CommandContext, { networkShares = [] }: LinuxSpecification): CommandOutput {
  const ofDevices = blockDevicesOf(context).flatMap(
    ({ name, kernelName, number, fileSystem, mountPoint }) => {
      if (mountPoint === undefined) return [];
      return [`${number} / ${escaped(mountPoint)} ${fileSystem} ${pathOf({ name, kernelName })}`];
    },
  );
  const shares = networkShares.map(
    ({ mountPoint, fileSystem, source }, index) =>
      `0:${100 + index} / ${escaped(mountPoint)} ${fileSystem} ${escaped(source)}`,
  );
  return { stdout: [...ofDevices, ...shares].join("\n") };
}

/**
 * What awk prints of /etc/fstab: device, mount point, whether `nofail` is among the options.
 *
 * The extension moves the lines of encrypted volumes into a configuration of its own ("Azure Disk Encryption for Linux VMs").
 */
export function fstab(context: CommandContext): CommandOutput {
  const { guest, specification, volumes } = context;
  const lines = blockDevicesOf(context).flatMap((device): readonly string[] => {
    const { mountPoint } = device;
    if (
      mountPoint === undefined ||
      device.label !== "" ||
      device.parents.some(({ type }) => type === "crypt")
    )
      return [];
    if (device.type === "crypt") return [];
    const data = volumes.find((volume) => volume.role === "data" && volume.mountPoint === mountPoint);
    if (data === undefined)
      return [line(`UUID=${uuidOf(guest.virtualMachineId, device)}`, mountPoint, false)];
    const place = specification.dataVolumes?.find(({ lun }) => lun === data.disk?.lun);
    const entry = place?.fstab ?? { by: "UUID", nofail: true };
    if (entry === "none") return [];
    const by = entry.by === "UUID" ? `UUID=${uuidOf(guest.virtualMachineId, device)}` : pathOf(device);
    return [line(by, mountPoint, entry.nofail)];
  });
  return { stdout: lines.join("\n") };
}

const line = (by: string, mountPoint: string, nofail: boolean): string =>
  `${by} ${escaped(mountPoint)} ${nofail ? "nofail" : "-"}`;

const pathOf = ({ name, kernelName }: Pick<BlockDevice, "name" | "kernelName">): string =>
  kernelName.startsWith("dm-") ? `/dev/mapper/${name}` : `/dev/${name}`;

/** The kernel writes a space as `\040`. */
const escaped = (text: string): string => text.replaceAll(" ", "\\040");
