import type { LinuxGuest } from "../nouns/guest";
import type { Check } from "./check";
import { linuxGuestCheck, plainDataVolumes } from "./linux-volumes";
import { fail, inWords, pass, unknown } from "./verdict";

/** Folders that the operating system itself fills. What is mounted over one of them covers a part of it. */
const osFolders: readonly string[] = [
  "/bin",
  "/boot",
  "/dev",
  "/etc",
  "/home",
  "/lib",
  "/lib64",
  "/opt",
  "/proc",
  "/root",
  "/run",
  "/sbin",
  "/sys",
  "/tmp",
  "/usr",
  "/var",
];

/** Where Azure's agent mounts the temporary disk. */
const TEMPORARY_MOUNT = "/mnt";

const isBelow = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

/**
 * No data volume may be mounted below another mount, nor over a folder of the operating system.
 *
 * @see "Azure Disk Encryption scenarios on Linux VMs", Restrictions, 2026-02-20
 * @see "Azure Disk Encryption for Linux VMs troubleshooting guide", 2026-07-14: data drives mounted under /mnt or each other
 */
export const nestedMounts: Check = linuxGuestCheck(
  "any",
  "the mount points",
  (guest, { virtualMachine: vm }) => {
    const volumes = plainDataVolumes(guest);
    const others = mountPointsOf(guest);
    const nested = volumes.flatMap(({ mountPoint }) =>
      others
        .filter((other) => isBelow(mountPoint, other) || isBelow(other, mountPoint))
        .map((other) =>
          isBelow(mountPoint, other) ? `${mountPoint} below ${other}` : `${other} below ${mountPoint}`,
        ),
    );
    if (nested.length > 0) {
      return fail(
        `In ${vm.name} mounts are nested: ${inWords([...new Set(nested)])}.`,
        "Mount each data volume at a path of its own, such as /data1, with no other mount above or below it.",
      );
    }
    const covering = volumes.filter(({ mountPoint }) => osFolders.includes(mountPoint));
    if (covering.length > 0) {
      return fail(
        `In ${vm.name} a data volume is mounted over the OS folder ${inWords(covering.map(({ mountPoint }) => mountPoint))}.`,
        "Move the data back to the OS volume and mount the data volume elsewhere, such as at /data1.",
      );
    }
    const belowMnt = volumes.filter(
      ({ mountPoint }) => mountPoint === TEMPORARY_MOUNT || isBelow(mountPoint, TEMPORARY_MOUNT),
    );
    if (belowMnt.length > 0) {
      return unknown(
        `whether ${inWords(belowMnt.map(({ mountPoint }) => mountPoint))} can be encrypted: the troubleshooting guide names data drives under ${TEMPORARY_MOUNT}, where Azure mounts the temporary disk`,
        "Mount the data volume at a path of its own, such as /data1, or override this requirement by name.",
      );
    }
    const inside = volumes.filter(({ mountPoint }) =>
      osFolders.some((folder) => isBelow(mountPoint, folder)),
    );
    if (inside.length > 0) {
      return unknown(
        `whether ${inWords(inside.map(({ mountPoint }) => mountPoint))} counts as a folder of the operating system: the documents name no list`,
        "Mount the data volume outside of the OS folders, or override this requirement by name.",
      );
    }
    return pass(`No data volume of ${vm.name} is mounted below another mount or over an OS folder.`);
  },
);

/** Of volumes and shares; everything is below /. */
function mountPointsOf({ volumes, networkShares }: LinuxGuest): readonly string[] {
  return [...volumes, ...networkShares].map(({ mountPoint }) => mountPoint).filter((path) => path !== "/");
}
