import { crc32 } from "node:zlib";

import { defined } from "@runbooks/azure";
import { readUpTo, type ByteSource } from "../byte-source";
import { mixedEndianGuid } from "../guid";
import { utf16LittleEndianText } from "../text";
import type { BitLockerMetadata, BitLockerState } from "./bitlocker";
import { readEntries } from "./bitlocker-entries";

const BLOCK_SIZE_IN_BYTES = 64 * 1024;
const BLOCK_HEADER_SIZE_IN_BYTES = 64;
const METADATA_HEADER_SIZE_IN_BYTES = 48;
/** Size, version and CRC-32, and behind them the entry with the sealed hash. */
const VALIDATION_SIZE_IN_BYTES = 8 + 80;

/** One of the three copies of a volume's metadata. */
export interface FveBlock {
  readonly offsetInBytes: number;
  readonly blockOffsetsInBytes: readonly number[];
  /** `none`: Windows Vista writes none. */
  readonly checksum: "fits" | "differs" | "none";
  readonly metadata: BitLockerMetadata;
  /** The bytes that the checksum covers. */
  readonly bytes: Buffer;
  /** What contradicts itself, though the checksum may fit. */
  readonly defects: readonly string[];
}

/**
 * Reads one metadata block.
 *
 * @returns undefined where there is no block of version 1 or 2.
 * @see Joachim Metz, BitLocker Drive Encryption (BDE) format specification, "FVE metadata block"
 */
export async function readFveBlock(volume: ByteSource, offsetInBytes: number): Promise<FveBlock | undefined> {
  const block = await readUpTo(volume, offsetInBytes, BLOCK_SIZE_IN_BYTES);
  if (block.length < BLOCK_HEADER_SIZE_IN_BYTES + METADATA_HEADER_SIZE_IN_BYTES) return undefined;
  if (block.toString("latin1", 0, 8) !== "-FVE-FS-") return undefined;
  const version = block.readUInt16LE(10);
  if (version !== 1 && version !== 2) return undefined;
  // Version 2 counts in units of 16 bytes.
  const size = block.readUInt16LE(8) * (version === 2 ? 16 : 1);
  const header = block.subarray(BLOCK_HEADER_SIZE_IN_BYTES);
  const metadataSize = Math.min(header.readUInt32LE(0), header.length);
  const method = header.readUInt16LE(36);
  const { protectors, description, defects } = readEntries(
    header.subarray(METADATA_HEADER_SIZE_IN_BYTES, metadataSize),
    { method, volumeSizeInBytes: volume.sizeInBytes, keptHeaderAt: block.readBigUInt64LE(56) },
  );
  const createdAt = windowsTime(header.readBigUInt64LE(40));
  return {
    offsetInBytes,
    blockOffsetsInBytes: [32, 40, 48].map((at) => Number(block.readBigUInt64LE(at))),
    checksum: version === 1 ? "none" : checksumOf(block, size),
    bytes: block.subarray(0, Math.min(size, block.length)),
    metadata: {
      volumeId: mixedEndianGuid(header.subarray(16, 32)),
      encryptionMethod: encryptionMethod(method),
      state: stateOf(block, version, volume.sizeInBytes),
      protectors,
      ...(description === undefined ? {} : { description: utf16LittleEndianText(description) }),
      ...defined({ createdAt }),
    },
    defects: [
      ...headerDefects(header, size),
      ...(version === 2 ? sizeDefects(block, volume.sizeInBytes) : []),
      ...(version === 2 ? defects : []),
    ],
  };
}

/**
 * The validation that follows a block of version 2 has the block's CRC-32.
 *
 * @see cryptsetup 2.8, lib/bitlk/bitlk.c, `bitlk_fve_metadata_validation`
 */
function checksumOf(block: Buffer, size: number): FveBlock["checksum"] {
  if (size < BLOCK_HEADER_SIZE_IN_BYTES || size + VALIDATION_SIZE_IN_BYTES > block.length) return "differs";
  const validation = block.subarray(size);
  const isValidation =
    validation.readUInt16LE(0) >= VALIDATION_SIZE_IN_BYTES && validation.readUInt16LE(2) <= 2;
  return isValidation && crc32(block.subarray(0, size)) === validation.readUInt32LE(4) ? "fits" : "differs";
}

function headerDefects(header: Buffer, blockSize: number): readonly string[] {
  const size = header.readUInt32LE(0);
  const fits =
    header.readUInt32LE(4) === 1 &&
    header.readUInt32LE(8) === METADATA_HEADER_SIZE_IN_BYTES &&
    header.readUInt32LE(12) === size &&
    size >= METADATA_HEADER_SIZE_IN_BYTES &&
    BLOCK_HEADER_SIZE_IN_BYTES + size <= blockSize;
  return fits ? [] : ["The header of the metadata contradicts itself."];
}

function sizeDefects(block: Buffer, volumeSizeInBytes: number): readonly string[] {
  const encrypted = Number(block.readBigUInt64LE(16));
  return encrypted > volumeSizeInBytes
    ? [`BitLocker counts ${encrypted} bytes of the volume, of which ${volumeSizeInBytes} are there.`]
    : [];
}

const encryptionMethods: Readonly<Record<number, string>> = {
  0x8000: "AES-CBC 128-bit with Elephant diffuser",
  0x8001: "AES-CBC 256-bit with Elephant diffuser",
  0x8002: "AES-CBC 128-bit",
  0x8003: "AES-CBC 256-bit",
  0x8004: "XTS-AES 128-bit",
  0x8005: "XTS-AES 256-bit",
};

const encryptionMethod = (code: number): string =>
  encryptionMethods[code] ?? `unknown method ${hexadecimal(code)}`;

const hexadecimal = (code: number): string => `0x${code.toString(16).padStart(4, "0")}`;

/**
 * The present and the next state, and how much is encrypted.
 *
 * @see dislocker, include/dislocker/metadata/metadata.priv.h, `state_types`: names found by analysis
 */
function stateOf(block: Buffer, version: number, volumeSizeInBytes: number): BitLockerState {
  const present = block.readUInt16LE(12);
  const next = block.readUInt16LE(14);
  const unknown: BitLockerState = {
    kind: "unknown",
    code: `${hexadecimal(present)}, next ${hexadecimal(next)}`,
  };
  const [DECRYPTED, SWITCHING, ENCRYPT_ON_WRITE, ENCRYPTED, PAUSED] = [1, 2, 3, 4, 5];
  switch (present) {
    case ENCRYPTED:
      return next === ENCRYPTED ? { kind: "fully-encrypted" } : unknown;
    case DECRYPTED:
      return next === DECRYPTED ? { kind: "decrypted" } : unknown;
    case ENCRYPT_ON_WRITE:
      return { kind: "encrypting-on-write" };
    case SWITCHING:
    case PAUSED: {
      if (next !== ENCRYPTED && next !== DECRYPTED) return unknown;
      const encrypted = version === 2 ? Number(block.readBigUInt64LE(16)) : undefined;
      return {
        kind: next === ENCRYPTED ? "encrypting" : "decrypting",
        isPaused: present === PAUSED,
        ...(encrypted === undefined || encrypted > volumeSizeInBytes
          ? {}
          : { percentEncrypted: Math.floor((encrypted / volumeSizeInBytes) * 100) }),
      };
    }
    default:
      return unknown;
  }
}

/** Windows counts 100 nanoseconds from the year 1601. Undefined for a time before 1970, and for one that no calendar has. */
function windowsTime(fileTime: bigint): string | undefined {
  const sinceUnixEpoch = Number(fileTime / 10_000n) - 11_644_473_600_000;
  return sinceUnixEpoch >= 0 && sinceUnixEpoch <= 8.64e15
    ? new Date(sinceUnixEpoch).toISOString()
    : undefined;
}
