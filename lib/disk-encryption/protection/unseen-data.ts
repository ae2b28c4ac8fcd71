import {
  type Guest,
  type GuestVolume,
  isUnlockedByExternalKey,
  type LinuxGuest,
  type WindowsGuest,
} from "../nouns/guest";

/**
 * Why the data volumes that a guest shows don't stand for all stamped data disks; undefined where they do.
 *
 * The guest names disks its own way, so that none can be told by name: counted is on how many disks its volumes lie, and nothing may be left
 * that it does not show.
 *
 * @param stamped - how many data disks carry Azure Disk Encryption's stamp.
 * @param hidesTemporaryDisk - whether one of the data volumes may be the temporary disk's.
 */
export function unseenData(guest: Guest, stamped: number, hidesTemporaryDisk: boolean): string | undefined {
  const volumes = guest.volumes.filter(({ role }) => role === "data");
  const left = guest.osType === "Windows" ? leftOnWindows(guest) : leftOnLinux(guest);
  if (left.length > 0) return `The guest does not show all of its data: ${left.join(", ")}.`;
  const disksOf = guest.osType === "Windows" ? windowsDisksOf(guest) : linuxDisksOf(guest);
  const untold = volumes.filter((volume) => disksOf(volume) === undefined);
  if (untold.length > 0)
    return `Which disk ${untold.map(({ mountPoint }) => mountPoint).join(", ")} lies on is not known.`;
  const seen = new Set(volumes.flatMap((volume) => disksOf(volume) ?? [])).size;
  // A Windows whose temporary disk was relabelled shows it as one more data volume.
  const mistaken = seen > 0 && hidesTemporaryDisk ? 1 : 0;
  if (seen - mistaken >= stamped) return undefined;
  const one = mistaken === 0 ? "" : ", one of which may be the temporary disk";
  return `The guest's data volumes lie on ${counted(seen, "disk")}${one}; ${counted(stamped, "data disk")} stamped.`;
}

const counted = (count: number, what: string): string =>
  what === "disk"
    ? `${count} disk${count === 1 ? "" : "s"}`
    : count === 1
      ? `1 ${what} is`
      : `${count} ${what}s are`;

type DisksOf = (volume: GuestVolume) => readonly string[] | undefined;

const leftOnLinux = ({ unmountedDisks, unmountedDevices }: LinuxGuest): readonly string[] => [
  ...unmountedDisks.map((disk) => `nothing of ${disk} is mounted`),
  ...unmountedDevices.map((device) => `${device} is neither mounted nor encrypted`),
];

const linuxDisksOf =
  ({ dataDisks }: LinuxGuest): DisksOf =>
  ({ storage }) =>
    storage?.disks.filter((disk) => dataDisks.includes(disk));

function leftOnWindows(guest: WindowsGuest): readonly string[] {
  const { disks, volumes, unmountedVolumes } = guest;
  if (disks.kind === "missing") return [`its disks were not read: ${disks.reason}`];
  const ofOthers = volumes.filter(({ role }) => role !== "data").map(({ diskNumber }) => diskNumber);
  const shown = volumes.map(({ diskNumber }) => diskNumber);
  return [
    ...disks.value
      .filter(({ number, bus }) => bus !== "iSCSI" && !shown.includes(number))
      .map(({ number }) => `disk ${number} has no mounted volume`),
    ...unmountedVolumes
      .filter(
        (volume) =>
          !isUnlockedByExternalKey(volume) &&
          (volume.diskNumber === undefined || !ofOthers.includes(volume.diskNumber)),
      )
      .map(
        ({ name, state, diskNumber }) =>
          `${name}${diskNumber === undefined ? "" : ` on disk ${diskNumber}`} is not mounted and ${state}`,
      ),
  ];
}

/** A data volume may also lie on the OS disk, or on one that Windows has attached by iSCSI: that is no data disk. */
function windowsDisksOf({ disks, volumes }: WindowsGuest): DisksOf {
  const others = [
    ...volumes.filter(({ role }) => role !== "data").map(({ diskNumber }) => diskNumber),
    ...(disks.kind === "known" ? disks.value.filter(({ bus }) => bus === "iSCSI") : []).map(
      ({ number }) => number,
    ),
  ];
  return ({ mountPoint }) => {
    const number = volumes.find((volume) => volume.mountPoint === mountPoint)?.diskNumber;
    if (number === undefined) return undefined;
    return others.includes(number) ? [] : [String(number)];
  };
}
