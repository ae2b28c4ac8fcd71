import { defined } from "@runbooks/azure";
import type { PartitionContent, UploadedDisk } from "../blob/uploaded-disk";
import type { Resource, World } from "../state";
import { guestOf, type GuestOperatingSystem } from "./guest";
import { attachedDisks } from "./hardware";
import type { GuestSpecification } from "./specification";
import { paused, resumed, type VolumeEncryption } from "./volumes";

/** What is on a disk, as far as the sandbox follows it. Read it with {@link contentOf}. */
export interface DiskContent {
  /** Of a disk that an operating system ran from. */
  readonly specification?: GuestSpecification;
  /** How far its volume is encrypted; absent: plain. */
  readonly encryption?: VolumeEncryption;
  /** What opens it; absent: plain, or nobody can tell. */
  readonly lock?: VolumeLock;
}

/** What has to be delivered at the boot, so that an encrypted volume opens. */
export type VolumeLock =
  /** One key, by the SHA-256 of its bytes in hexadecimal. */
  | { readonly kind: "key"; readonly sha256: string }
  /** A `.bek` file that carries one of these protectors' GUIDs. */
  | { readonly kind: "external-key"; readonly protectors: readonly string[] }
  /** A passphrase; the sandbox has the volume's header alone, and does not try it. */
  | { readonly kind: "passphrase" };

/** What is on a disk or a snapshot: what its guest made of it, what it was let go with, or what was uploaded. */
export function contentOf(world: World, diskId: string): DiskContent {
  const owner = world.resources.get(diskId)?.managedBy;
  const guest = owner === undefined ? undefined : guestOf(world, owner);
  const key = diskId.toLowerCase();
  if (guest?.disks.has(key) === true) return contentIn(world, guest, diskId);
  const kept = world.diskContents.get(key);
  const upload = world.uploads.get(key);
  return kept ?? (upload === undefined ? {} : uploadedContent(world, upload));
}

/** A new disk or snapshot has on it what its source has, BitLocker and dm-crypt included; without a source it is empty. */
export function copyContent(world: World, sourceId: string | undefined, targetId: string): void {
  const key = targetId.toLowerCase();
  if (sourceId === undefined) world.diskContents.delete(key);
  else world.diskContents.set(key, contentOf(world, sourceId));
}

/** A guest takes the disks of its VM: what is on them, is in the guest from now on. */
export function takeDisks(world: World, guest: GuestOperatingSystem, virtualMachine: Resource): void {
  for (const { managedDiskId } of attachedDisks(world, virtualMachine)) {
    if (managedDiskId !== undefined) takeDisk(world, guest, managedDiskId);
  }
}

function takeDisk(world: World, guest: GuestOperatingSystem, diskId: string): void {
  const key = diskId.toLowerCase();
  if (guest.disks.has(key)) return;
  const { encryption, lock } = contentOf(world, diskId);
  guest.disks.add(key);
  if (encryption !== undefined) {
    const isOn = guest.powerState === "running" && guest.bootState.kind === "up";
    guest.encryption.set(key, isOn ? resumed(encryption, world.clock.now()) : encryption);
  }
  if (lock !== undefined) guest.locks.set(key, lock);
}

/** A guest lets a disk go, which keeps what is on it. */
export function releaseDisk(world: World, guest: GuestOperatingSystem, diskId: string): void {
  const key = diskId.toLowerCase();
  if (!guest.disks.has(key)) return;
  world.diskContents.set(key, contentIn(world, guest, diskId));
  guest.disks.delete(key);
  guest.encryption.delete(key);
  guest.locks.delete(key);
}

function contentIn(world: World, guest: GuestOperatingSystem, diskId: string): DiskContent {
  const key = diskId.toLowerCase();
  const encryption = guest.encryption.get(key);
  const lock = guest.locks.get(key);
  return {
    ...(isOsDisk(world.resources.get(diskId)) ? { specification: guest.specification } : {}),
    ...defined({ encryption: encryption && paused(encryption, world.clock.now()), lock }),
  };
}

const isOsDisk = (disk: Resource | undefined): boolean => disk?.properties["osType"] !== undefined;

/** An uploaded disk is encrypted to its end, or not at all. */
function uploadedContent(world: World, { partitions }: UploadedDisk): DiskContent {
  const [lock] = partitions.flatMap(({ content }) => lockOf(content));
  if (lock === undefined) return {};
  const now = world.clock.now();
  return {
    lock,
    encryption: {
      direction: "encrypting",
      percentAtStart: 100,
      startedAt: now,
      pausedAt: now,
      fullDurationInMs: 0,
    },
  };
}

function lockOf(content: PartitionContent): readonly VolumeLock[] {
  switch (content.kind) {
    case "bitlocker":
      return [{ kind: "external-key", protectors: content.externalKeyProtectors }];
    case "luks":
      return [{ kind: "passphrase" }];
    default:
      return [];
  }
}
