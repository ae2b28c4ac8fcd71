import type { ByteSource } from "../byte-source";
import { mixedEndianGuid } from "../guid";
import { readFveBlock, type FveBlock } from "./bitlocker-metadata";

/** A volume that BitLocker encrypts. */
export interface BitLockerVolume {
  readonly kind: "bitlocker";
  /** `to-go`: made for a removable FAT drive; Windows doesn't start from one. */
  readonly form: "windows-vista" | "windows-7-or-later" | "to-go";
  /** Undefined where no metadata can be read. */
  readonly metadata?: BitLockerMetadata;
  readonly defects: readonly string[];
}

/** What BitLocker's metadata say, which are on the volume in the clear. No key is read. */
export interface BitLockerMetadata {
  readonly volumeId: string;
  readonly encryptionMethod: string;
  readonly state: BitLockerState;
  readonly protectors: readonly BitLockerProtector[];
  /** Computer, volume and date, as Windows noted them when encryption began. */
  readonly description?: string;
  readonly createdAt?: string;
}

/** How far encryption is. */
export type BitLockerState =
  | { readonly kind: "fully-encrypted" }
  | {
      readonly kind: "encrypting" | "decrypting";
      readonly isPaused: boolean;
      /** Undefined where the metadata give no size to count by. */
      readonly percentEncrypted?: number;
    }
  /** Only what is written from now on is encrypted, and the rest later. */
  | { readonly kind: "encrypting-on-write" }
  | { readonly kind: "decrypted" }
  | { readonly kind: "unknown"; readonly code: string };

export type BitLockerProtectorType =
  /** The key lies beside the lock: protection is suspended. */
  | "clear-key"
  | "tpm"
  | "tpm-and-pin"
  /** A key in a `.BEK` file: what Azure hands to a VM. */
  | "startup-key"
  | "recovery-password"
  | "smart-card"
  | "password"
  | "unknown";

/** One way to unlock the volume. */
export interface BitLockerProtector {
  /** Also the name of the `.BEK` file of a startup key. */
  readonly id: string;
  readonly type: BitLockerProtectorType;
  /** The number on disk. */
  readonly code: string;
}

/** The two identifiers with which a Windows 7 or later header names where its metadata are. */
const identifiers: readonly string[] = [
  "4967D63B-2E29-4AD8-8399-F6A339E3D001",
  // Encrypt on write.
  "92A84D3B-DD80-4D0E-9E4E-B1E3284EAED8",
];

interface Places {
  readonly form: BitLockerVolume["form"];
  readonly offsetsInBytes: readonly number[];
}

/**
 * Reads a volume's BitLocker header and metadata.
 *
 * Microsoft publishes no specification. This follows the analysis of the libbde project, which is made from volumes
 * of Windows Vista to 10, and has been compared here with what `bdeinfo` and `cryptsetup bitlkDump` read from the same
 * bytes. No volume that Windows wrote has been through it.
 *
 * @see Joachim Metz, BitLocker Drive Encryption (BDE) format specification, 2011 to 2024, "Volume header"
 */
export async function readBitLocker(volume: ByteSource, head: Buffer): Promise<BitLockerVolume | undefined> {
  const places = placesOfMetadata(head);
  if (places === undefined) return undefined;
  const { form } = places;
  const blocks: (FveBlock | undefined)[] = [];
  for (const offset of places.offsetsInBytes) blocks.push(await readFveBlock(volume, offset));
  if (form === "windows-vista") {
    // Its header names the first block only, and that one the others.
    for (const offset of blocks[0]?.blockOffsetsInBytes.slice(1) ?? []) {
      blocks.push(await readFveBlock(volume, offset));
    }
  }
  const best =
    blocks.find((block) => block?.checksum === "fits") ?? blocks.find((block) => block !== undefined);
  const defects = [
    ...blocks.flatMap((block, index) => defectsOf(block, index + 1)),
    ...(best !== undefined && blocks.some((block) => block !== undefined && !sameMetadata(block, best))
      ? ["The copies of the metadata differ."]
      : []),
  ];
  return { kind: "bitlocker", form, ...(best === undefined ? {} : { metadata: best.metadata }), defects };
}

function defectsOf(block: FveBlock | undefined, number: number): readonly string[] {
  if (block === undefined) return [`Metadata block ${number} of 3 can't be read.`];
  return block.checksum === "differs" ? [`The checksum of metadata block ${number} of 3 does not fit.`] : [];
}

function sameMetadata(a: FveBlock, b: FveBlock): boolean {
  return JSON.stringify(a.metadata) === JSON.stringify(b.metadata);
}

function placesOfMetadata(head: Buffer): Places | undefined {
  if (head.length < 512) return undefined;
  const signature = head.toString("latin1", 3, 11);
  if (signature === "-FVE-FS-") {
    if (head.readUInt8(1) === 0x52) {
      const clusterSize = head.readUInt16LE(11) * head.readUInt8(13);
      return {
        form: "windows-vista",
        offsetsInBytes: [Number(head.readBigUInt64LE(56)) * clusterSize],
      };
    }
    return { form: "windows-7-or-later", offsetsInBytes: offsetsAt(head, 176) };
  }
  const isToGo = signature === "MSWIN4.1" && identifiers.includes(mixedEndianGuid(head.subarray(424, 440)));
  return isToGo ? { form: "to-go", offsetsInBytes: offsetsAt(head, 440) } : undefined;
}

const offsetsAt = (head: Buffer, at: number): readonly number[] =>
  [0, 8, 16].map((step) => Number(head.readBigUInt64LE(at + step)));
