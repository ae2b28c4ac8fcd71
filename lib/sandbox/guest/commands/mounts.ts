import { uuidOf, type BlockDevice } from "../block-devices/block-device";
import { blockDevicesOf } from "../block-devices/block-devices-of";
import type { LinuxSpecification } from "../specification";
import type { CommandContext, CommandOutput } from "./command";

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
