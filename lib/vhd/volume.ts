import type { BitLockerVolume } from "./volumes/bitlocker";
import type { Luks1Volume } from "./volumes/luks1";
import type { Luks2Volume } from "./volumes/luks2";

/** A filesystem that is not encrypted. */
export interface FileSystemVolume {
  readonly kind: "file-system";
  readonly type: FileSystemType;
  readonly label?: string;
  readonly uuid?: string;
  /** Size that the filesystem says it has, which may be less than its partition. */
  readonly sizeInBytes?: number;
  /** Of a btrfs that is on several disks or partitions. */
  readonly diskCount?: number;
}

export type FileSystemType =
  "NTFS" | "ReFS" | "FAT12" | "FAT16" | "FAT32" | "exFAT" | "ext2" | "ext3" | "ext4" | "XFS" | "btrfs";

/** A volume that is no filesystem: swap, or a physical volume of LVM whose logical volumes are not looked into. */
export interface OtherVolume {
  readonly kind: "swap" | "lvm-physical-volume";
  readonly label?: string;
  readonly uuid?: string;
  readonly sizeInBytes?: number;
}

/** Bytes that nothing known explains. */
export interface UnknownVolume {
  readonly kind: "unknown";
  /** A format whose signature is there, though the rest contradicts it. */
  readonly resembles?: string;
}

/** Nothing but zeros, as far as it was looked at: at its beginning, and in samples up to its end. */
export interface ZerosVolume {
  readonly kind: "zeros";
  /** The volume's size, where all of it is known to be zeros. */
  readonly readInBytes: number;
}

/** What is in a partition, or on a disk without partitions. */
export type Volume =
  | BitLockerVolume
  | Luks1Volume
  | Luks2Volume
  | FileSystemVolume
  | OtherVolume
  | ZerosVolume
  | UnknownVolume
  | { readonly kind: "unreadable"; readonly because: string };
