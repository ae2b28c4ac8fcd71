import { mixedEndianGuid } from "../guid";
import type { BitLockerProtector, BitLockerProtectorType } from "./bitlocker";

const ENTRY_HEADER_SIZE_IN_BYTES = 8;
const MOST_PROTECTORS = 64;

const VOLUME_MASTER_KEY = 0x0002;
const FULL_VOLUME_ENCRYPTION_KEY = 0x0003;
const DESCRIPTION = 0x0007;
const VOLUME_HEADER_BLOCK = 0x000f;

/** Windows writes 1, and 3 in the newest ones. */
const versions: readonly number[] = [1, 3];

const PROPERTY = 0x0000;
const ENCRYPTED_KEY = 0x0005;
const MASTER_KEY_VALUE = 0x0008;
/** Identifier, time, and the number of its type. */
const PROTECTOR_HEADER_IN_BYTES = 28;
/** Nonce of 12 bytes, MAC of 16, and a key of 32 bytes behind 12 of its own header. */
const ENCRYPTED_MASTER_KEY_IN_BYTES = 72;

/** One entry of BitLocker's metadata. */
export interface Entry {
  readonly type: number;
  readonly valueType: number;
  readonly data: Buffer;
}

/** What the entries of a block say. */
export interface Entries {
  readonly protectors: readonly BitLockerProtector[];
  readonly description: Buffer | undefined;
  /** What has to be there to decrypt the volume, and is not, or not as it has to be. */
  readonly defects: readonly string[];
}

/** What entries are held against. */
export interface EntryContext {
  /** Number of the encryption method, which decides how long the volume's key is. */
  readonly method: number;
  readonly volumeSizeInBytes: number;
  /** Where the block says that the filesystem's own header is kept. */
  readonly keptHeaderAt: bigint;
}

/**
 * Reads the entries of a metadata block. No key is read.
 *
 * @see Joachim Metz, BitLocker Drive Encryption (BDE) format specification, "FVE metadata entry"
 */
export function readEntries(
  bytes: Buffer,
  { method, volumeSizeInBytes, keptHeaderAt }: EntryContext,
): Entries {
  const { entries, isWhole } = entriesIn(bytes);
  return {
    protectors: entries.flatMap(protectorOf).slice(0, MOST_PROTECTORS),
    description: entries.find(({ type }) => type === DESCRIPTION)?.data,
    defects: [
      ...(isWhole ? [] : ["The list of metadata entries breaks off."]),
      ...protectorDefects(entries),
      ...volumeKeyDefects(entries, method),
      ...volumeHeaderDefects(entries, volumeSizeInBytes, keptHeaderAt),
    ],
  };
}

function entriesIn(bytes: Buffer): { readonly entries: readonly Entry[]; readonly isWhole: boolean } {
  const entries: Entry[] = [];
  let at = 0;
  while (at + ENTRY_HEADER_SIZE_IN_BYTES <= bytes.length) {
    const size = bytes.readUInt16LE(at);
    const isVersionKnown = versions.includes(bytes.readUInt16LE(at + 6));
    if (size < ENTRY_HEADER_SIZE_IN_BYTES || at + size > bytes.length || !isVersionKnown) break;
    entries.push({
      type: bytes.readUInt16LE(at + 2),
      valueType: bytes.readUInt16LE(at + 4),
      data: bytes.subarray(at + ENTRY_HEADER_SIZE_IN_BYTES, at + size),
    });
    at += size;
  }
  return { entries, isWhole: at === bytes.length };
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

/** Protectors of which it is known how they hold the master key; a TPM and a smart card have forms of their own. */
const openedByAKey: readonly BitLockerProtectorType[] = [
  "clear-key",
  "startup-key",
  "recovery-password",
  "password",
];

/** A volume master key, of which each protector has one copy: who it is for stands before what is secret. */
function protectorOf({ type, valueType, data }: Entry): readonly BitLockerProtector[] {
  if (type !== VOLUME_MASTER_KEY || data.length < PROTECTOR_HEADER_IN_BYTES) return [];
  const code = data.readUInt16LE(26);
  const protector = protectorTypes[code] ?? "unknown";
  const isDamaged =
    openedByAKey.includes(protector) && (valueType !== MASTER_KEY_VALUE || !holdsMasterKey(data));
  return [
    {
      id: mixedEndianGuid(data.subarray(0, 16)),
      type: protector,
      code: `0x${code.toString(16).padStart(4, "0")}`,
      ...(isDamaged ? { isDamaged } : {}),
    },
  ];
}

/** A protector that can't be read keeps other programs from reading those beside it. */
function protectorDefects(entries: readonly Entry[]): readonly string[] {
  const areWhole = entries
    .filter(({ type }) => type === VOLUME_MASTER_KEY)
    .every(
      ({ valueType, data }) =>
        valueType === MASTER_KEY_VALUE && data.length >= PROTECTOR_HEADER_IN_BYTES && hasProperties(data),
    );
  return areWhole ? [] : ["A protector is damaged."];
}

function hasProperties(data: Buffer): boolean {
  const { entries, isWhole } = entriesIn(data.subarray(PROTECTOR_HEADER_IN_BYTES));
  return isWhole && entries.every(({ type }) => type === PROPERTY);
}

/** Whether a protector's properties are whole, and the master key, encrypted for it, is among them. */
function holdsMasterKey(protector: Buffer): boolean {
  const { entries } = entriesIn(protector.subarray(PROTECTOR_HEADER_IN_BYTES));
  return (
    hasProperties(protector) &&
    entries.some(
      ({ valueType, data }) => valueType === ENCRYPTED_KEY && data.length === ENCRYPTED_MASTER_KEY_IN_BYTES,
    )
  );
}

/** Bytes of the encrypted volume key by method. @see cryptsetup 2.7, lib/bitlk/bitlk.c, `decrypt_key`; and volumes that Windows made */
const volumeKeySizes: Readonly<Record<number, number>> = {
  0x8000: 104,
  0x8001: 104,
  0x8002: 56,
  0x8003: 72,
  0x8004: 72,
  0x8005: 104,
};

function volumeKeyDefects(entries: readonly Entry[], method: number): readonly string[] {
  const keys = entries.filter(({ type }) => type === FULL_VOLUME_ENCRYPTION_KEY);
  const [key] = keys;
  if (key === undefined) return ["The key of the volume is missing."];
  const expected = volumeKeySizes[method];
  if (expected === undefined) return ["The encryption method is not known."];
  const fits = keys.length === 1 && key.valueType === ENCRYPTED_KEY && key.data.length === expected;
  return fits ? [] : ["The key of the volume does not fit its encryption method."];
}

/** Where the filesystem's own first sectors are kept: their place is taken by BitLocker's header. */
function volumeHeaderDefects(
  entries: readonly Entry[],
  volumeSizeInBytes: number,
  keptHeaderAt: bigint,
): readonly string[] {
  const blocks = entries.filter(({ type }) => type === VOLUME_HEADER_BLOCK);
  const [block] = blocks;
  if (block === undefined || block.data.length < 16)
    return ["Nothing says where the filesystem's header is kept."];
  const offset = Number(block.data.readBigUInt64LE(0));
  const size = Number(block.data.readBigUInt64LE(8));
  const fits =
    blocks.length === 1 &&
    block.valueType === VOLUME_HEADER_BLOCK &&
    size > 0 &&
    size % 512 === 0 &&
    offset > 0 &&
    offset % 512 === 0 &&
    offset + size <= volumeSizeInBytes &&
    block.data.readBigUInt64LE(0) === keptHeaderAt;
  return fits ? [] : ["The place where the filesystem's header is kept is not inside the volume."];
}
