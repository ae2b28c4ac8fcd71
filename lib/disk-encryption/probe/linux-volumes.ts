import type { GuestVolume, LinuxGuest, NetworkShare } from "../nouns/guest";
import { blockDevicesOf, withParents, type BlockDevice, type BlockDevices } from "./block-devices";
import { deviceEncryption } from "./linux-encryption";
import { section, unreadable, type Sections } from "./sections";

interface Mount {
  /** Of the device: `8:1`; begins with 0 where it is none. */
  readonly number: string;
  /** What of the device is mounted: `/`, or a folder where it is a bind mount. */
  readonly root: string;
  readonly mountPoint: string;
  readonly fileSystem: string;
  readonly source: string;
}

/** File systems whose one volume may be mounted without a device number of its own. */
const withoutDeviceNumber: readonly string[] = ["btrfs", "zfs"];
const KEY_VOLUME_LABEL = "BEK VOLUME";

/** What of a Linux guest is about its disks. */
export type DisksOfGuest = Pick<
  LinuxGuest,
  "volumes" | "dataDisks" | "unmountedDisks" | "unmountedDevices" | "logicalVolumes" | "networkShares"
>;

/** Reads the sections about disks and mounts. */
export function disksOfGuest(sections: Sections, vmName: string): DisksOfGuest {
  const lines = (name: string): readonly string[] => section(sections, name, vmName);
  const { byNumber, targets, untold } = blockDevicesOf(
    lines("block-devices"),
    lines("device-mapper"),
    vmName,
  );
  const devices = [...byNumber.values()];
  const mounts = lines("mounts")
    .filter((line) => line !== "")
    .map((line) => mountOf(line, vmName));
  const links = linksOf(lines("azure-disks"));
  const deviceOf = (mount: Mount): BlockDevice | undefined =>
    byNumber.get(mount.number) ??
    (withoutDeviceNumber.includes(mount.fileSystem)
      ? devices.find(({ name }) => mount.source.endsWith(`/${name}`))
      : undefined);

  const ofDisks = firstOfEach(
    mounts.filter((mount) => isVolume(mount, deviceOf(mount))),
    deviceOf,
  );
  const root = ofDisks.find(({ mountPoint }) => mountPoint === "/");
  if (root === undefined) throw unreadable(vmName, "The probe's section 'mounts' has no mount of /");
  const osDisks = new Set([...disksBelow(deviceOf(root)), ...links.os]);
  const temporaryDisks = new Set(links.os.length > 0 ? links.temporary : disksMountedAt(ofDisks, deviceOf));
  const roleOf = (device: BlockDevice | undefined): GuestVolume["role"] => {
    const disks = disksBelow(device);
    if (disks.some((disk) => osDisks.has(disk))) return "os";
    return disks.length > 0 && disks.every((disk) => temporaryDisks.has(disk)) ? "temporary" : "data";
  };
  const volumes = ofDisks
    .filter(({ mountPoint }) => !isSystemMount(mountPoint))
    .map((mount): GuestVolume => {
      const device = deviceOf(mount);
      return volumeOf(mount, device, roleOf(device), { targets, untold });
    });
  const mounted = new Set(mounts.map((mount) => deviceOf(mount)?.number));
  const inner = new Set(devices.flatMap(({ parents }) => parents));
  const keyDisks = devices.filter(({ label }) => label === KEY_VOLUME_LABEL).flatMap(disksBelow);
  /** Nothing is made of them, and nothing of them is mounted. */
  const unmounted = devices.filter(
    (device) =>
      !inner.has(device) &&
      !mounted.has(device.number) &&
      roleOf(device) === "data" &&
      !device.name.startsWith("zram") &&
      !disksBelow(device).some((disk) => keyDisks.includes(disk)) &&
      deviceEncryption(device, targets).state !== "encrypted",
  );
  const used = new Set(mounts.flatMap((mount) => disksBelow(deviceOf(mount))));
  const unmountedDisks = [...new Set(unmounted.flatMap(disksBelow))].filter((disk) => !used.has(disk));
  return {
    volumes,
    dataDisks: devices
      .filter(
        ({ type, name, parents, transport }) =>
          type === "disk" && parents.length === 0 && transport !== "iscsi" && !name.startsWith("zram"),
      )
      .map(({ name }) => name)
      .filter((name) => !osDisks.has(name) && !temporaryDisks.has(name) && !keyDisks.includes(name)),
    unmountedDisks,
    unmountedDevices: unmounted
      .filter((device) => disksBelow(device).some((disk) => !unmountedDisks.includes(disk)))
      .map(({ name }) => name),
    logicalVolumes: devices.filter(({ type }) => type === "lvm").map(({ name }) => name),
    networkShares: mounts.filter((mount) => isShare(mount)).map(shareOf),
  };
}

/** ` -> ../../sda` of the links that the agent's udev rules make ("root", in newer images "os", and "resource"). */
function linksOf(lines: readonly string[]): {
  readonly os: readonly string[];
  readonly temporary: readonly string[];
} {
  const targets = (pattern: RegExp): readonly string[] =>
    lines.flatMap((line) => {
      const [, link, target] = /(\S+) -> \S*?([^/\s]+)$/.exec(line) ?? [];
      return link !== undefined && target !== undefined && pattern.test(link) ? [target] : [];
    });
  return { os: targets(/^(root|os)$/), temporary: targets(/^resource$/) };
}

/** Without the links, the temporary disk is known by where the agent mounts it. */
function disksMountedAt(
  mounts: readonly Mount[],
  deviceOf: (mount: Mount) => BlockDevice | undefined,
): readonly string[] {
  return mounts
    .filter(({ mountPoint }) => mountPoint === "/mnt" || mountPoint === "/mnt/resource")
    .flatMap((mount) => disksBelow(deviceOf(mount)));
}

/** A device is a volume once: of several mounts the one of the whole file system counts, then the first. */
function firstOfEach(
  mounts: readonly Mount[],
  deviceOf: (mount: Mount) => BlockDevice | undefined,
): readonly Mount[] {
  const kept = new Map<string, Mount>();
  for (const mount of mounts) {
    const key = deviceOf(mount)?.number ?? mount.number;
    const before = kept.get(key);
    const isBetter = before !== undefined && rank(mount) > rank(before);
    if (before === undefined || isBetter) kept.set(key, mount);
  }
  return [...kept.values()];
}

const rank = ({ mountPoint, root }: Mount): number => (mountPoint === "/" ? 2 : root === "/" ? 1 : 0);

/** Boot partitions stay plain by design, and ADE's own key volume is none of the operator's volumes. */
const isSystemMount = (mountPoint: string): boolean =>
  /^\/boot(\/|$)/.test(mountPoint) || mountPoint.startsWith("/mnt/azure_bek_disk");

/** An image in a file, such as a snap, is no volume of a disk: `lsblk` was told to leave its kind of device (7) out. */
const isVolume = ({ number, source }: Mount, device: BlockDevice | undefined): boolean =>
  device !== undefined || (!/^(0|1|2|7|11):/.test(number) && source.startsWith("/dev/"));

const isShare = ({ number, fileSystem }: Mount): boolean =>
  number.startsWith("0:") && !withoutDeviceNumber.includes(fileSystem);

const shareOf = ({ mountPoint, fileSystem }: Mount): NetworkShare => ({ mountPoint, fileSystem });

const disksBelow = (device: BlockDevice | undefined): readonly string[] =>
  device === undefined
    ? []
    : withParents(device)
        .filter(({ type }) => type === "disk")
        .map(({ name }) => name);

function volumeOf(
  { mountPoint, fileSystem }: Mount,
  device: BlockDevice | undefined,
  role: GuestVolume["role"],
  { targets, untold }: Pick<BlockDevices, "targets" | "untold">,
): GuestVolume {
  const below = device === undefined ? [] : withParents(device);
  const { state, ciphers } =
    device === undefined ? { state: "decrypted" as const, ciphers: [] } : deviceEncryption(device, targets);
  return {
    mountPoint,
    role,
    state,
    ...(ciphers.length === 0 ? {} : { method: ciphers.join(", ") }),
    fileSystem,
    ...(device === undefined || below.some(({ name }) => untold.has(name))
      ? {}
      : {
          storage: {
            device: device.name,
            ...(device.uuid === "" ? {} : { uuid: device.uuid }),
            layers: [...new Set(below.map(({ type }) => type))],
            disks: disksBelow(device),
            transports: [...new Set(below.map(({ transport }) => transport).filter((one) => one !== ""))],
          },
        }),
  };
}

function mountOf(line: string, vmName: string): Mount {
  const [number = "", root = "", mountPoint = "", fileSystem = "", source = "", ...more] = line.split(" ");
  if (
    !/^\d+:\d+$/.test(number) ||
    !root.startsWith("/") ||
    !mountPoint.startsWith("/") ||
    source === "" ||
    more.length > 0
  ) {
    throw unreadable(vmName, "The probe's section 'mounts' is not what it prints of /proc/self/mountinfo");
  }
  return { number, root, mountPoint: withoutEscapes(mountPoint), fileSystem, source };
}

/** The kernel writes a space as `\040`, in /proc as in /etc/fstab. */
export function withoutEscapes(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
