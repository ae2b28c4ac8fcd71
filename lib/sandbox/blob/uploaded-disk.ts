/** What lies in a partition, by its first bytes. */
export type PartitionContent =
  | {
      readonly kind: "bitlocker";
      /** GUIDs, in upper case, of the protectors that a `.bek` file opens; read from the volume's own metadata. */
      readonly externalKeyProtectors: readonly string[];
    }
  | { readonly kind: "luks"; readonly version: 1 | 2; readonly uuid: string }
  | { readonly kind: "ntfs" | "fat" | "ext" | "xfs" | "empty" | "unknown" };

export interface UploadedPartition {
  /** 1 for the first of the table; 0 where the disk has no table and is one volume. */
  readonly number: number;
  readonly offsetInBytes: number;
  readonly sizeInBytes: number;
  readonly content: PartitionContent;
}

/** What the sandbox read back from a disk that was uploaded, once its upload was ended. */
export interface UploadedDisk {
  readonly diskId: string;
  /** Without the footer: what a guest sees. */
  readonly sizeInBytes: number;
  readonly partitionTable: "mbr" | "gpt" | "none";
  /** In the order of the table. */
  readonly partitions: readonly UploadedPartition[];
}
