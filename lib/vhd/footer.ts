import { onesComplementChecksum, type Checksum } from "./checksum";
import { plainUuid } from "./guid";
import { latin1Text } from "./text";

/** Size of a footer; Virtual PC before 2004 wrote one byte less. */
export const FOOTER_SIZE_IN_BYTES = 512;
export const OLD_FOOTER_SIZE_IN_BYTES = 511;
const CHECKSUM_OFFSET = 64;

export type VhdDiskType = "fixed" | "dynamic" | "differencing";

/** Cylinders, heads and sectors that a footer gives the disk. */
export interface VhdGeometry {
  readonly cylinders: number;
  readonly heads: number;
  readonly sectorsPerTrack: number;
}

/** The last 512 bytes of a VHD, which say what it is. */
export interface VhdFooter {
  /** A type that is none of the three is its number. */
  readonly diskType: VhdDiskType | { readonly unknownType: number };
  /** Size of the disk inside, in bytes; undefined where the footer is damaged, so that any number may stand there. */
  readonly currentSizeInBytes: number | undefined;
  /** Size of the disk when it was made; undefined as above. */
  readonly originalSizeInBytes: number | undefined;
  readonly geometry: VhdGeometry;
  /** The program that made it: `vpc`, `win`, `qem2`, `vbox` ... */
  readonly creatorApplication: string;
  readonly creatorVersion: string;
  /** `Wi2k` is Windows, `Mac` is Macintosh. */
  readonly creatorHostOs: string;
  readonly version: string;
  readonly createdAt: string;
  readonly uniqueId: string;
  /** The disk is meant to be thrown away at shutdown. */
  readonly isTemporary: boolean;
  /** A VM was saved with this disk in use. */
  readonly isInSavedState: boolean;
  readonly checksum: Checksum;
  /** Where the header of a dynamic or differencing disk is; undefined where the footer names no place that a file has. */
  readonly headerOffsetInBytes: number | undefined;
}

const diskTypes: Readonly<Record<number, VhdDiskType>> = { 2: "fixed", 3: "dynamic", 4: "differencing" };

/** VHD counts seconds from the start of the year 2000, in UTC. */
const VHD_EPOCH_IN_MS = Date.UTC(2000, 0, 1);

/** A VHD's time stamp as text. */
export function vhdTime(seconds: number): string {
  return new Date(VHD_EPOCH_IN_MS + seconds * 1000).toISOString();
}

const versionText = (version: number): string => `${version >>> 16}.${version & 0xffff}`;

/**
 * Reads a footer.
 *
 * @param bytes - 512 bytes, or 511 of an old one.
 * @returns undefined where the cookie `conectix` is missing: it is no footer.
 * @see Virtual Hard Disk Image Format Specification, version 1.0, 2006-10-11, "Hard Disk Footer Format"
 */
export function parseFooter(bytes: Uint8Array): VhdFooter | undefined {
  if (bytes.length < OLD_FOOTER_SIZE_IN_BYTES) return undefined;
  const footer = Buffer.from(bytes);
  if (footer.toString("latin1", 0, 8) !== "conectix") return undefined;
  const type = footer.readUInt32BE(60);
  const checksum = onesComplementChecksum(footer, CHECKSUM_OFFSET);
  // More than 2^53 can't be counted exactly, and no disk has as much.
  const sizeAt = (offset: number): number | undefined => {
    const size = Number(footer.readBigUInt64BE(offset));
    return checksum.valid && Number.isSafeInteger(size) ? size : undefined;
  };
  const dataOffset = Number(footer.readBigUInt64BE(16));
  return {
    diskType: diskTypes[type] ?? { unknownType: type },
    currentSizeInBytes: sizeAt(48),
    originalSizeInBytes: sizeAt(40),
    geometry: {
      cylinders: footer.readUInt16BE(56),
      heads: footer.readUInt8(58),
      sectorsPerTrack: footer.readUInt8(59),
    },
    creatorApplication: latin1Text(footer.subarray(28, 32)),
    creatorVersion: versionText(footer.readUInt32BE(32)),
    creatorHostOs: latin1Text(footer.subarray(36, 40)),
    version: versionText(footer.readUInt32BE(12)),
    createdAt: vhdTime(footer.readUInt32BE(24)),
    uniqueId: plainUuid(footer.subarray(68, 84)),
    isTemporary: (footer.readUInt32BE(8) & 1) === 1,
    isInSavedState: footer.readUInt8(84) === 1,
    checksum,
    headerOffsetInBytes: Number.isSafeInteger(dataOffset) ? dataOffset : undefined,
  };
}
