import type { Resource, World } from "../state";
import type { GuestOperatingSystem } from "./guest";
import { type Hardware, hardwareOf, type AttachedDisk } from "./hardware";
import type { GuestSpecification } from "./specification";

/** A volume as the operating system sees it. */
export interface Volume extends VolumeProgress {
  /** Under which the guest keeps the volume's encryption: the disk's id in lower case, its blob, or `temporary`. */
  readonly key: string;
  readonly role: "os" | "data" | "temporary";
  /** `C:` on Windows, `/` or `/data1` on Linux. */
  readonly mountPoint: string;
  /** `NTFS`, `ext4`, `xfs` ... */
  readonly fileSystem: string;
  readonly sizeInGB: number;
  /** The owner encrypted it with LUKS: the Linux extension leaves crypt devices of others alone. */
  readonly encryptedByOwner?: boolean;
  /** Absent on the temporary disk, and on a disk that the guest has from elsewhere. */
  readonly disk?: AttachedDisk;
}

const ISCSI_SIZE_IN_GB = 64;

const iscsiVolumes = ({ specification }: GuestOperatingSystem): readonly Place[] =>
  specification.osType === "Windows" ? (specification.iscsiVolumes ?? []) : [];

/** A guest's volumes, derived from the disks that are attached to its VM: OS, temporary, then data in the model's order. */
export function volumesOf(
  world: World,
  guest: GuestOperatingSystem,
  virtualMachine: Resource,
): readonly Volume[] {
  const { disks, temporaryDiskInGB } = hardwareOf(world, virtualMachine);
  const now = world.clock.now();
  const progress = (key: string): VolumeProgress => progressOf(guest.encryption.get(key), now);

  const temporary: readonly Volume[] =
    temporaryDiskInGB > 0
      ? [
          {
            key: "temporary",
            role: "temporary",
            mountPoint: guest.osType === "Windows" ? "D:" : "/mnt",
            fileSystem: guest.osType === "Windows" ? "NTFS" : "ext4",
            sizeInGB: temporaryDiskInGB,
            ...progress("temporary"),
          },
        ]
      : [];
  const onDisks = disks.flatMap((disk, index): readonly Volume[] => {
    const place = disk.role === "os" ? osPlace(guest) : dataPlace(guest, disk, index - 1);
    const key = volumeKey(disk);
    return place === undefined
      ? []
      : [
          {
            key,
            role: disk.role,
            mountPoint: place.mountPoint,
            fileSystem: place.fileSystem,
            encryptedByOwner: place.encryptedByOwner === true,
            sizeInGB: disk.diskSizeGB,
            disk,
            ...progress(key),
          },
        ];
  });
  const elsewhere = iscsiVolumes(guest).map((place): Volume => {
    const key = `iscsi ${place.mountPoint}`;
    return { key, role: "data", ...place, sizeInGB: ISCSI_SIZE_IN_GB, ...progress(key) };
  });
  return [
    ...onDisks.filter(({ role }) => role === "os"),
    ...temporary,
    ...onDisks.filter(({ role }) => role === "data"),
    ...elsewhere,
  ];
}

/** A detached disk takes its encryption along, so the key is the disk's own. */
export function volumeKey({ managedDiskId, vhdUri, name }: AttachedDisk): string {
  return (managedDiskId ?? vhdUri ?? name).toLowerCase();
}

interface Place {
  readonly mountPoint: string;
  readonly fileSystem: string;
  readonly encryptedByOwner?: boolean;
}

function osPlace({ specification }: GuestOperatingSystem): Place {
  if (specification.osType === "Windows") return { mountPoint: "C:", fileSystem: "NTFS" };
  const usesXfs = ["rhel", "centos", "ol"].includes(specification.distribution);
  return { mountPoint: "/", fileSystem: usesXfs ? "xfs" : "ext4" };
}

/** Where a data disk's volume is; undefined: the specification lists the volumes, and this disk carries none that is mounted. */
function dataPlace(
  { specification }: GuestOperatingSystem,
  { lun }: AttachedDisk,
  index: number,
): Place | undefined {
  const pool = specification.osType === "Windows" ? (specification.storageSpaces?.luns ?? []) : [];
  if (lun !== undefined && specification.hiddenDisks?.includes(lun) === true) return undefined;
  // The disks of a pool show as one disk, which has the volume.
  if (lun !== undefined && pool.includes(lun) && lun !== pool[0]) return undefined;
  if (specification.dataVolumes !== undefined) {
    return specification.dataVolumes.find((volume) => volume.lun === lun && volume.isMounted !== false);
  }
  return specification.osType === "Windows"
    ? { mountPoint: `${String.fromCharCode("F".charCodeAt(0) + index)}:`, fileSystem: "NTFS" }
    : { mountPoint: `/data${index + 1}`, fileSystem: "ext4" };
}

/** One volume on its way from plain to encrypted or back: a function of time, so nothing has to be ticked. */
export interface VolumeEncryption {
  readonly direction: "encrypting" | "decrypting";
  /** Share of the volume that was encrypted at `startedAt`. */
  readonly percentAtStart: number;
  readonly startedAt: Date;
  /** The guest is off since then; the volume waits. */
  readonly pausedAt?: Date;
  /** From 0 to 100 percent, or back. */
  readonly fullDurationInMs: number;
  /** Somebody told BitLocker so inside the VM: the extension knows nothing of it, and goes on saying what it said. */
  readonly toldInGuest?: true;
}

/** How far a volume is. */
export interface VolumeProgress {
  readonly state: "decrypted" | "encrypting" | "encrypted" | "decrypting";
  readonly percentEncrypted: number;
}

/** How far a volume is at a moment; a volume without an entry is decrypted. */
export function progressOf(encryption: VolumeEncryption | undefined, now: Date): VolumeProgress {
  if (encryption === undefined) return { state: "decrypted", percentEncrypted: 0 };
  const { direction, percentAtStart, startedAt, pausedAt, fullDurationInMs } = encryption;
  const elapsedInMs = Math.max(0, (pausedAt ?? now).getTime() - startedAt.getTime());
  const change = fullDurationInMs === 0 ? 100 : (elapsedInMs / fullDurationInMs) * 100;
  if (direction === "encrypting") {
    const percentEncrypted = Math.min(100, percentAtStart + change);
    return { state: percentEncrypted === 100 ? "encrypted" : "encrypting", percentEncrypted };
  }
  const percentEncrypted = Math.max(0, percentAtStart - change);
  return { state: percentEncrypted === 0 ? "decrypted" : "decrypting", percentEncrypted };
}

/** When the volume is through, if the guest stays on. */
export function finishesAt({
  direction,
  percentAtStart,
  startedAt,
  fullDurationInMs,
}: VolumeEncryption): Date {
  const share = direction === "encrypting" ? 100 - percentAtStart : percentAtStart;
  return new Date(startedAt.getTime() + (share / 100) * fullDurationInMs);
}

/** The volume waits while the guest is off. */
export function paused(encryption: VolumeEncryption, now: Date): VolumeEncryption {
  return encryption.pausedAt === undefined ? { ...encryption, pausedAt: now } : encryption;
}

/** The volume goes on where it stopped. */
export function resumed({ pausedAt, startedAt, ...rest }: VolumeEncryption, now: Date): VolumeEncryption {
  const shiftInMs = pausedAt === undefined ? 0 : now.getTime() - pausedAt.getTime();
  return { ...rest, startedAt: new Date(startedAt.getTime() + shiftInMs) };
}

/** What a command can look at. Commands read; none of them changes the guest. */
export interface CommandContext {
  readonly world: World;
  readonly virtualMachine: Resource;
  readonly guest: GuestOperatingSystem;
  readonly specification: GuestSpecification;
  readonly hardware: Hardware;
  readonly volumes: readonly Volume[];
}
