import type { ManagedDisk } from "./managed-disk";

/** A snapshot as `Microsoft.Compute/snapshots` answers it. */
export interface Snapshot extends Pick<
  ManagedDisk,
  | "id"
  | "name"
  | "location"
  | "diskSizeGB"
  | "sku"
  | "osType"
  | "hyperVGeneration"
  | "encryptionType"
  | "diskEncryptionSetId"
  | "encryptionSettings"
> {
  readonly incremental: boolean;
  /** The disk (or the snapshot) that it was taken of; absent where it was imported. */
  readonly sourceResourceId?: string;
  /** Tells a disk from another that later got its name. */
  readonly sourceUniqueId?: string;
}
