import { readUpTo, type ByteSource } from "./byte-source";
import { onesComplementChecksum, type Checksum } from "./checksum";
import { vhdTime } from "./footer";
import { plainUuid } from "./guid";
import { printable, utf16BigEndianText, utf16LittleEndianText } from "./text";

export const DYNAMIC_HEADER_SIZE_IN_BYTES = 1024;
const CHECKSUM_OFFSET = 36;
const LOCATORS_OFFSET = 576;
const LOCATOR_COUNT = 8;
/** A path is a few hundred bytes; what claims to be longer is not read. */
const LONGEST_PATH_IN_BYTES = 8 * 1024;

/** Where a differencing disk says its parent is, in the way of one platform. */
export interface ParentLocator {
  /** `W2ru`: relative path on Windows; `W2ku`: absolute; `MacX`: a file URL. */
  readonly platform: string;
  /** Undefined where the path can't be read. */
  readonly path: string | undefined;
}

/** What a differencing disk says of the disk it builds on. */
export interface VhdParent {
  readonly uniqueId: string;
  /** File name that the parent had. */
  readonly name: string;
  /** When the parent was changed last, as this disk remembers it. */
  readonly modifiedAt: string;
  readonly locators: readonly ParentLocator[];
}

/** Header of a dynamic or differencing disk. */
export interface VhdDynamicHeader {
  readonly tableOffsetInBytes: number;
  /** How many blocks the block allocation table has room for. */
  readonly maxTableEntries: number;
  readonly blockSizeInBytes: number;
  readonly version: string;
  readonly checksum: Checksum;
}

/**
 * Reads the header of a dynamic or differencing disk.
 *
 * @returns undefined where the cookie `cxsparse` is missing: there is no header.
 * @see Virtual Hard Disk Image Format Specification, version 1.0, 2006-10-11, "Dynamic Disk Header Format"
 */
export function parseDynamicHeader(bytes: Uint8Array): VhdDynamicHeader | undefined {
  if (bytes.length < DYNAMIC_HEADER_SIZE_IN_BYTES) return undefined;
  const header = Buffer.from(bytes.subarray(0, DYNAMIC_HEADER_SIZE_IN_BYTES));
  if (header.toString("latin1", 0, 8) !== "cxsparse") return undefined;
  const version = header.readUInt32BE(24);
  return {
    tableOffsetInBytes: Number(header.readBigUInt64BE(16)),
    maxTableEntries: header.readUInt32BE(28),
    blockSizeInBytes: header.readUInt32BE(32),
    version: `${version >>> 16}.${version & 0xffff}`,
    checksum: onesComplementChecksum(header, CHECKSUM_OFFSET),
  };
}

/** Whether blocks can be of this size: a power of two, of at least one sector. */
export function isBlockSize(sizeInBytes: number): boolean {
  return Number.isInteger(Math.log2(sizeInBytes)) && sizeInBytes >= 512;
}

/** What the header of a differencing disk says of its parent; the paths are read where the header says they are. */
export async function readParent(source: ByteSource, bytes: Uint8Array): Promise<VhdParent> {
  const header = Buffer.from(bytes);
  const locators: ParentLocator[] = [];
  for (let index = 0; index < LOCATOR_COUNT; index += 1) {
    const entry = header.subarray(LOCATORS_OFFSET + index * 24, LOCATORS_OFFSET + (index + 1) * 24);
    const platform = printable(entry.toString("latin1", 0, 4));
    if (platform === "") continue;
    const lengthInBytes = entry.readUInt32BE(8);
    const path = await readPath(source, platform, Number(entry.readBigUInt64BE(16)), lengthInBytes);
    locators.push({ platform, path });
  }
  return {
    uniqueId: plainUuid(header.subarray(40, 56)),
    name: utf16BigEndianText(header.subarray(64, 576)),
    modifiedAt: vhdTime(header.readUInt32BE(56)),
    locators,
  };
}

async function readPath(
  source: ByteSource,
  platform: string,
  offsetInBytes: number,
  lengthInBytes: number,
): Promise<string | undefined> {
  if (lengthInBytes === 0 || lengthInBytes > LONGEST_PATH_IN_BYTES) return undefined;
  const bytes = await readUpTo(source, offsetInBytes, lengthInBytes);
  if (bytes.length < lengthInBytes) return undefined;
  switch (platform) {
    case "W2ru":
    case "W2ku":
      return utf16LittleEndianText(bytes);
    case "MacX":
      return printable(bytes.toString("utf8"));
    default:
      // "Mac " is a binary alias, "Wi2r" and "Wi2k" are deprecated: named, not read.
      return undefined;
  }
}
