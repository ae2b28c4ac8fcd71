import { crc32 } from "node:zlib";

import { readUpTo, type ByteSource } from "../byte-source";
import { mixedEndianGuid } from "../guid";
import { utf16LittleEndianText } from "../text";
import type {
  BitLockerMetadata,
  BitLockerProtector,
  BitLockerProtectorType,
  BitLockerState,
} from "./bitlocker";

const BLOCK_SIZE_IN_BYTES = 64 * 1024;
const BLOCK_HEADER_SIZE_IN_BYTES = 64;
const METADATA_HEADER_SIZE_IN_BYTES = 48;
const ENTRY_HEADER_SIZE_IN_BYTES = 8;
const VOLUME_MASTER_KEY = 0x0002;
const DESCRIPTION = 0x0007;
const MOST_PROTECTORS = 64;

/** One of the three copies of a volume's metadata. */
export interface FveBlock {
  readonly blockOffsetsInBytes: readonly number[];
  /** `none`: Windows Vista writes none. */
  readonly checksum: "fits" | "differs" | "none";
  readonly metadata: BitLockerMetadata;
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
  const header = block.subarray(BLOCK_HEADER_SIZE_IN_BYTES);
  const metadataSize = Math.min(header.readUInt32LE(0), header.length);
  const entries = entriesIn(header.subarray(METADATA_HEADER_SIZE_IN_BYTES, metadataSize));
  const description = entries.find(({ type }) => type === DESCRIPTION);
  const createdAt = windowsTime(header.readBigUInt64LE(40));
  return {
    blockOffsetsInBytes: [32, 40, 48].map((at) => Number(block.readBigUInt64LE(at))),
    checksum: version === 1 ? "none" : checksumOf(block),
    metadata: {
      volumeId: mixedEndianGuid(header.subarray(16, 32)),
      encryptionMethod: encryptionMethod(header.readUInt16LE(36)),
      state: stateOf(block, version, volume.sizeInBytes),
      protectors: entries.flatMap(protectorOf).slice(0, MOST_PROTECTORS),
      ...(description === undefined ? {} : { description: utf16LittleEndianText(description.data) }),
      ...(createdAt === undefined ? {} : { createdAt }),
    },
  };
}

/**
 * The validation that follows a block of version 2 has the block's CRC-32.
 *
 * @see cryptsetup 2.8, lib/bitlk/bitlk.c, `bitlk_fve_metadata_validation`; the block's size is in units of 16 bytes
 */
function checksumOf(block: Buffer): FveBlock["checksum"] {
  const size = block.readUInt16LE(8) * 16;
  if (size < BLOCK_HEADER_SIZE_IN_BYTES || size + 8 > block.length) return "differs";
  return crc32(block.subarray(0, size)) === block.readUInt32LE(size + 4) ? "fits" : "differs";
}

interface Entry {
  readonly type: number;
  readonly data: Buffer;
}

function entriesIn(bytes: Buffer): readonly Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at + ENTRY_HEADER_SIZE_IN_BYTES <= bytes.length;) {
    const size = bytes.readUInt16LE(at);
    if (size < ENTRY_HEADER_SIZE_IN_BYTES || at + size > bytes.length) break;
    entries.push({
      type: bytes.readUInt16LE(at + 2),
      data: bytes.subarray(at + ENTRY_HEADER_SIZE_IN_BYTES, at + size),
    });
    at += size;
  }
  return entries;
}

const protectorTypes: Readonly<Record<number, BitLockerProtectorType>> = {
  0x0000: "clear-key",
  0x0100: "tpm",
  0x0200: "startup-key",
  0x0500: "tpm-and-pin",
  0x0800: "recovery-password",
  0x1000: "smart-card",
  0x2000: "password",
};

/** A volume master key, of which each protector has one copy: who it is for stands before what is secret. */
function protectorOf({ type, data }: Entry): readonly BitLockerProtector[] {
  if (type !== VOLUME_MASTER_KEY || data.length < 28) return [];
  const code = data.readUInt16LE(26);
  return [
    {
      id: mixedEndianGuid(data.subarray(0, 16)),
      type: protectorTypes[code] ?? "unknown",
      code: hexadecimal(code),
    },
  ];
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
      return { kind: "decrypted" };
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
