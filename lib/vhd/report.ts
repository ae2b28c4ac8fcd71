import type { Fact, HyperVGeneration, OsType } from "@runbooks/azure";
import type { BlockCount } from "./block-allocation-table";
import type { VhdImage } from "./image";
import type { Partition, PartitionTableHeader } from "./partition-table";
import type { Volume } from "./volume";

/** What a file is. */
export type VhdFileFormat =
  | { readonly kind: "vhd" }
  | { readonly kind: "empty" }
  /** A disk image without a header of its own, as its partition table or filesystem shows. */
  | { readonly kind: "raw-disk" }
  /** Known, but no VHD: `VHDX`, `QCOW2`, `gzip`, `text` ... */
  | { readonly kind: "other"; readonly name: string }
  | { readonly kind: "unknown" };

/** A VHD's container: its footers, its header, and for a dynamic disk how much of it is in the file. */
export interface VhdContainer extends VhdImage {
  readonly blocks?: BlockCount & { readonly blockCount: number };
  /** Whether a differencing disk's parents were found; what is missing is named. */
  readonly parentChain?: Fact<readonly string[]>;
}

/** A partition with what is in it; or what is on a disk without partitions. */
export interface VolumeOnDisk {
  /** Undefined for a volume that takes the whole disk. */
  readonly partition?: Partition;
  readonly volume: Volume;
}

/** The disk inside. */
export interface VhdDisk {
  readonly sizeInBytes: number;
  /** Undefined for a disk without partitions. */
  readonly partitionTable?: PartitionTableHeader;
  readonly volumes: readonly VolumeOnDisk[];
}

export type VhdProblemId =
  | "backup-partition-table"
  | "bitlocker-damaged"
  | "bitlocker-not-finished"
  | "bitlocker-protection-suspended"
  | "bitlocker-to-go"
  | "bitlocker-without-startup-key"
  | "blocks-outside-file"
  | "bytes-after-footer"
  | "contents-unknown"
  | "differencing"
  | "dynamic"
  | "dynamic-header-damaged"
  | "empty-file"
  | "footer-copies-differ"
  | "footer-damaged"
  | "footer-of-511-bytes"
  | "in-saved-state"
  | "large-sectors"
  | "luks-damaged"
  | "luks-detached-header"
  | "luks-encrypts-nothing"
  | "luks-in-reencryption"
  | "luks-not-understood"
  | "luks-without-key-slot"
  | "no-plain-boot-partition"
  | "not-a-vhd"
  | "not-whole-mebibytes"
  | "os-disk-too-large"
  | "partition-table-damaged"
  | "plain-swap"
  | "size-differs-from-footer"
  | "start-unknown"
  | "system-partition-encrypted"
  | "too-large"
  | "too-small"
  | "two-partition-tables"
  | "volume-cut-off";

/** One thing that is wrong, and how to mend it. */
export interface VhdProblem {
  readonly id: VhdProblemId;
  /**
   * What it blocks: Azure refuses or misreads the upload, or the VM is refused or doesn't start.
   * `unknown`: something on the disk was not understood, so whether a VM starts from it is open. `nothing`: worth knowing.
   */
  readonly stops: "upload" | "start" | "unknown" | "nothing";
  /** What is wrong, with figures. */
  readonly text: string;
  /** How to mend it. */
  readonly fix: string;
  /** What to type, in this order; empty where no command mends it. */
  readonly commands: readonly string[];
}

/** What a disk is encrypted with. */
export interface VhdEncryption {
  readonly kind: "none" | "bitlocker" | "luks" | "bitlocker-and-luks";
  /** `XTS-AES 256-bit`, `aes-xts-plain64` ... */
  readonly methods: readonly string[];
}

/** Whether a VM can start from the disk before anything is unlocked. */
export type VhdBoot =
  /** What starts the operating system is not encrypted. */
  | { readonly kind: "plain"; readonly because: string }
  | { readonly kind: "encrypted"; readonly because: string }
  /** Nothing on the disk starts an operating system: a data disk. */
  | { readonly kind: "data-disk"; readonly because: string };

/** What has to go into the key vault, so that Azure can unlock one volume. */
export type VhdKeyMaterial =
  | {
      readonly kind: "bek-file";
      readonly volume: string;
      /** One of these files; each is named after a startup key of the volume. */
      readonly fileNames: readonly string[];
    }
  | { readonly kind: "passphrase"; readonly volume: string; readonly keySlots: readonly number[] };

/** What follows from all that was found. What can't be known is missing, with the reason. */
export interface VhdVerdict {
  /**
   * `ready`: nothing blocks the upload, nor a VM's start as far as the disk shows. `unknown`: nothing that is known
   * blocks them, but part of the disk was not understood.
   */
  readonly outcome: "ready" | "not-ready" | "unknown";
  /** Whether the upload alone would go through. */
  readonly readyToUpload: boolean;
  /** What the disk of `createOption: Upload` is to be made with; undefined where the file can't be uploaded as it is. */
  readonly uploadSizeBytes?: number;
  readonly encryption: Fact<VhdEncryption>;
  readonly boot: Fact<VhdBoot>;
  readonly osType: Fact<OsType>;
  readonly hyperVGeneration: Fact<HyperVGeneration>;
  readonly keyMaterial: readonly VhdKeyMaterial[];
  readonly problems: readonly VhdProblem[];
}

/** All that was found out about a file. Nothing in it is secret. */
export interface VhdReport {
  readonly fileName: string;
  readonly fileSizeInBytes: number;
  readonly format: VhdFileFormat;
  readonly container?: VhdContainer;
  readonly disk?: VhdDisk;
  readonly verdict: VhdVerdict;
}

/** How a volume is called in a sentence: `partition 2`, or `the whole disk`. */
export function volumeName({ partition }: VolumeOnDisk): string {
  return partition === undefined ? "the whole disk" : `partition ${partition.number}`;
}

/** Whether something that can be believed says how large the disk is: of a fixed VHD, what stands before its footer, too. */
export function isDiskSizeKnown({ footer, footerPlace }: VhdContainer): boolean {
  return (
    footer.currentSizeInBytes !== undefined ||
    (footer.diskType === "fixed" && footerPlace !== "copy-at-start")
  );
}
