import { blockDevicesOf, withParents, type BlockDevice } from "../../probe/block-devices";
import { withoutEscapes } from "../../probe/linux-volumes";
import { section, type Sections } from "../../probe/sections";

/** The probe's sections that tell what is mounted where, and what lies on which disk. */
export const layoutSections: readonly string[] = ["block-devices", "device-mapper", "mounts"];

interface Mount {
  readonly number: string;
  readonly root: string;
  readonly mountPoint: string;
  readonly source: string;
}

/**
 * Why a look into a mounted directory does not show all that formatting would destroy; undefined: it does.
 *
 * The directory has to be the whole of one file system, hidden below nothing, and all else on its disks has to be looked into as well:
 * `EnableEncryptionFormatAll` is for whole data drives.
 *
 * @param lookedInto - the mount points that were looked into, `mountPoint` among them.
 * @see "Azure Disk Encryption scenarios on Linux VMs", EncryptFormatAll, 2026-02-20
 */
export function notSeenWhole(
  sections: Sections,
  vmName: string,
  lookedInto: readonly string[],
): (mountPoint: string) => string | undefined {
  const lines = (name: string): readonly string[] => section(sections, name, vmName);
  const { byNumber } = blockDevicesOf(lines("block-devices"), lines("device-mapper"), vmName);
  const devices = [...byNumber.values()];
  const mounts = lines("mounts").map(mountOf);
  // A btrfs has a number of its own for each mount: its source names the device.
  const deviceOf = ({ number, source }: Mount): BlockDevice | undefined =>
    byNumber.get(number) ?? devices.find(({ name }) => source.endsWith(`/${name}`));
  const seen = mounts
    .filter(({ mountPoint, root }) => root === "/" && lookedInto.includes(mountPoint))
    .flatMap((mount) => deviceOf(mount) ?? [])
    .flatMap(withParents);

  return (mountPoint) => {
    const at = mounts.filter((mount) => mount.mountPoint === mountPoint);
    const [mount] = at;
    if (mount === undefined) return `nothing is mounted at ${mountPoint}`;
    if (at.length > 1) return `${at.length} volumes are mounted at ${mountPoint}, of which one is seen`;
    if (mount.root !== "/")
      return `only ${mount.root} of its file system is mounted at ${mountPoint}, not the whole`;
    const over = mounts.slice(mounts.indexOf(mount) + 1).find((later) => isAbove(later, mountPoint));
    if (over !== undefined) return `it is hidden: ${over.mountPoint} was mounted over it`;
    const device = deviceOf(mount);
    if (device === undefined) return `the guest does not say what ${mountPoint} lies on`;
    const disks = withParents(device).filter(isDisk);
    const other = devices.find(
      (one) => !seen.includes(one) && withParents(one).some((below) => disks.includes(below)),
    );
    return other === undefined
      ? undefined
      : `${other.name} is on the same disk (${disks.map(({ name }) => name).join(", ")}), and nobody looked into it`;
  };
}

function mountOf(line: string): Mount {
  const [number = "", root = "", mountPoint = "", , source = ""] = line.split(" ");
  return { number, root, mountPoint: withoutEscapes(mountPoint), source };
}

const isDisk = ({ type }: BlockDevice): boolean => type === "disk";

const isAbove = ({ mountPoint }: Mount, path: string): boolean =>
  mountPoint === "/" || path.startsWith(`${mountPoint}/`);
