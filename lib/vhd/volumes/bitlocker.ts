import type { ByteSource } from "../byte-source";
import { readBitLockerHeader, type BitLockerHeader } from "./bitlocker-header";
import { readFveBlock, type FveBlock } from "./bitlocker-metadata";

/** A volume that BitLocker encrypts. */
export interface BitLockerVolume {
  readonly kind: "bitlocker";
  /** `to-go`: made for a removable FAT drive; Windows doesn't start from one. */
  readonly form: "windows-vista" | "windows-7-or-later" | "to-go";
  /** Undefined where no metadata can be read. */
  readonly metadata?: BitLockerMetadata;
  /** What is damaged, or contradicts something else; of three copies Windows needs one, other programs need all. */
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
  /** The volume's key, encrypted for this protector, is not there as it has to be: it opens nothing. */
  readonly isDamaged?: true;
}

/**
 * Reads a volume's BitLocker header and metadata.
 *
 * Microsoft publishes no specification. This follows the analysis of the libbde project, which is made from volumes
 * of Windows Vista to 10, and of cryptsetup; it is compared with what `bdeinfo` and `cryptsetup bitlkDump` read from
 * the same bytes, volumes that Windows 7 to 11 wrote among them.
 *
 * @see Joachim Metz, BitLocker Drive Encryption (BDE) format specification, 2011 to 2024
 * @see cryptsetup 2.8, lib/bitlk/bitlk.c, `BITLK_read_sb`
 */
export async function readBitLocker(volume: ByteSource, head: Buffer): Promise<BitLockerVolume | undefined> {
  const header = readBitLockerHeader(head);
  if (header === undefined) return undefined;
  const { form } = header;
  const blocks: (FveBlock | undefined)[] = [];
  for (const offset of header.blockOffsetsInBytes) blocks.push(await readFveBlock(volume, offset));
  if (form === "windows-vista") {
    for (const offset of blocks[0]?.blockOffsetsInBytes.slice(1) ?? []) {
      blocks.push(await readFveBlock(volume, offset));
    }
  }
  const best =
    blocks.find((block) => block?.checksum === "fits") ?? blocks.find((block) => block !== undefined);
  return {
    kind: "bitlocker",
    form,
    ...(best === undefined ? {} : { metadata: metadataOf(best, header) }),
    defects: [
      ...blocks.flatMap((block, index) => defectsOf(block, index + 1)),
      ...header.defects,
      ...(best === undefined ? [] : [...best.defects, ...placeDefects(best, header)]),
      ...(copiesDiffer(blocks) ? ["The copies of the metadata differ."] : []),
    ],
  };
}

/** What a damaged copy says is no contradiction. */
function copiesDiffer(blocks: readonly (FveBlock | undefined)[]): boolean {
  const [first, ...others] = blocks.flatMap((block) =>
    block === undefined || block.checksum === "differs" ? [] : [block],
  );
  return others.some(({ bytes }) => first?.bytes.equals(bytes) !== true);
}

/** In a volume that is encrypted as it is written, the state says no more than that all that is written will be. */
function metadataOf({ metadata }: FveBlock, { isEncryptOnWrite }: BitLockerHeader): BitLockerMetadata {
  return isEncryptOnWrite && metadata.state.kind === "fully-encrypted"
    ? { ...metadata, state: { kind: "encrypting-on-write" } }
    : metadata;
}

function defectsOf(block: FveBlock | undefined, number: number): readonly string[] {
  if (block === undefined) return [`Metadata block ${number} of 3 can't be read.`];
  return block.checksum === "differs" ? [`The checksum of metadata block ${number} of 3 does not fit.`] : [];
}

/** A block names all three, itself among them. */
function placeDefects(
  { offsetInBytes, blockOffsetsInBytes }: FveBlock,
  header: BitLockerHeader,
): readonly string[] {
  const named = header.blockOffsetsInBytes;
  const agree =
    blockOffsetsInBytes.includes(offsetInBytes) &&
    named.every((offset, index) => offset === blockOffsetsInBytes[index]) &&
    new Set(blockOffsetsInBytes).size === blockOffsetsInBytes.length;
  return agree ? [] : ["Header and metadata name different places for the metadata blocks."];
}
