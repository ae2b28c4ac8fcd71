import { crc32 } from "node:zlib";

import { guidBytes } from "./disks";
import { piece, sparse, type SparseBytes } from "./sparse-bytes";
import { MiB } from "./vhd";

export interface BuiltProtector {
  readonly id: string;
  /** Protection type: 0x0200 startup key, 0x0800 recovery password, 0x0000 clear key ... */
  readonly code: number;
}

export interface BitLockerChanges {
  readonly form?: "vista" | "seven" | "to-go";
  readonly method?: number;
  /** Present and next state; 4 is encrypted, 2 is under way, 5 is paused, 1 is decrypted. */
  readonly states?: readonly [number, number];
  readonly encryptedSizeInBytes?: number;
  readonly protectors?: readonly BuiltProtector[];
  readonly description?: string;
  readonly sizeInBytes?: number;
  /** In the volume's header. */
  readonly identifier?: string;
  /** Changes a block before its checksum is made. */
  readonly changeBlock?: (block: Buffer) => void;
}

export const STARTUP_KEY: BuiltProtector = { id: "7A4E21B6-1F0C-4E0B-9C5D-0D1E2F3A4B5C", code: 0x0200 };
export const RECOVERY_PASSWORD: BuiltProtector = { id: "0C9A3D5E-6B7F-4812-A3C4-D5E6F7081920", code: 0x0800 };
export const CLEAR_KEY: BuiltProtector = { id: "D1E2F3A4-B5C6-4D7E-8F90-A1B2C3D4E5F6", code: 0x0000 };
export const TPM: BuiltProtector = { id: "99887766-5544-4332-8211-00FFEEDDCCBB", code: 0x0100 };

const VOLUME_ID = "4D5E6F70-8192-4A3B-8C4D-5E6F708192A3";
const CREATED = 133_800_000_000_000_000n;
const IDENTIFIER = "4967D63B-2E29-4AD8-8399-F6A339E3D001";
export const ENCRYPT_ON_WRITE = "92A84D3B-DD80-4D0E-9E4E-B1E3284EAED8";
const BLOCK_SIZE = 64 * 1024;

const entry = (type: number, valueType: number, data: Buffer, version = 1): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt16LE(8 + data.length, 0);
  header.writeUInt16LE(type, 2);
  header.writeUInt16LE(valueType, 4);
  header.writeUInt16LE(version, 6);
  return Buffer.concat([header, data]);
};

/** What stands for a key is a counted row of bytes, so that a test finds it again where it must not be. */
export const KEY_BYTES: Buffer = Buffer.from(Array.from({ length: 32 }, (_, index) => 0xa0 + index));

const encryptedKey = (size: number): Buffer =>
  entry(0x0000, 0x0005, Buffer.concat([Buffer.alloc(12, 1), Buffer.alloc(16, 2), Buffer.alloc(size, 3)]));

function properties(code: number): readonly Buffer[] {
  const clearMethod = Buffer.alloc(4);
  clearMethod.writeUInt32LE(0x2000);
  const stretchMethod = Buffer.alloc(4);
  stretchMethod.writeUInt32LE(0x1000);
  switch (code) {
    case 0x0000:
      return [entry(0, 0x0001, Buffer.concat([clearMethod, KEY_BYTES])), encryptedKey(44)];
    case 0x0800:
    case 0x2000:
      return [
        entry(0, 0x0003, Buffer.concat([stretchMethod, Buffer.alloc(16, 9), encryptedKey(44)])),
        encryptedKey(44),
      ];
    default:
      return [entry(0, 0x0002, Buffer.from("ExternalKey\0", "utf16le")), encryptedKey(44)];
  }
}

function volumeMasterKey({ id, code }: BuiltProtector): Buffer {
  const head = Buffer.alloc(28);
  guidBytes(id).copy(head, 0);
  head.writeBigUInt64LE(CREATED, 16);
  head.writeUInt16LE(code, 26);
  return entry(0x0002, 0x0008, Buffer.concat([head, ...properties(code)]));
}

/** A key with the 12 bytes of its own header. */
const volumeKeySizes: Readonly<Record<number, number>> = {
  0x8000: 76,
  0x8001: 76,
  0x8002: 28,
  0x8003: 44,
  0x8004: 44,
  0x8005: 76,
};

function metadataBlock(
  version: number,
  offsets: readonly number[],
  {
    method = 0x8004,
    states: [present, next] = [4, 4],
    protectors = [STARTUP_KEY, RECOVERY_PASSWORD],
    description = "VM-WEB-01 C: 1/2/2025",
    changeBlock,
  }: BitLockerChanges,
  encryptedSize: number,
  volumeHeaderAt: number,
): Buffer {
  const fvek = Buffer.concat([
    Buffer.alloc(12, 4),
    Buffer.alloc(16, 5),
    Buffer.alloc(volumeKeySizes[method] ?? 44, 6),
  ]);
  const headerBlock = Buffer.alloc(16);
  headerBlock.writeBigUInt64LE(BigInt(volumeHeaderAt), 0);
  headerBlock.writeBigUInt64LE(8192n, 8);
  const entries = Buffer.concat([
    entry(0x0007, 0x0002, Buffer.from(`${description}\0`, "utf16le")),
    ...protectors.map(volumeMasterKey),
    entry(0x0003, 0x0005, fvek),
    ...(version === 2 ? [entry(0x000f, 0x000f, headerBlock)] : []),
  ]);
  const size = Math.ceil((64 + 48 + entries.length) / 16) * 16;
  const block = Buffer.alloc(BLOCK_SIZE);
  block.write("-FVE-FS-", 0, "latin1");
  block.writeUInt16LE(version === 2 ? size / 16 : size, 8);
  block.writeUInt16LE(version, 10);
  block.writeUInt16LE(present, 12);
  block.writeUInt16LE(next, 14);
  if (version === 2) {
    block.writeBigUInt64LE(BigInt(encryptedSize), 16);
    block.writeUInt32LE(16, 28);
  }
  for (const [index, offset] of offsets.entries()) block.writeBigUInt64LE(BigInt(offset), 32 + index * 8);
  if (version === 2) block.writeBigUInt64LE(BigInt(volumeHeaderAt), 56);
  block.writeUInt32LE(48 + entries.length, 64);
  block.writeUInt32LE(1, 68);
  block.writeUInt32LE(48, 72);
  block.writeUInt32LE(48 + entries.length, 76);
  guidBytes(VOLUME_ID).copy(block, 80);
  block.writeUInt32LE(7, 96);
  block.writeUInt32LE(method, 100);
  block.writeBigUInt64LE(CREATED, 104);
  entries.copy(block, 112);
  changeBlock?.(block);
  if (version === 2) {
    // The validation: its size, its version, the CRC of the block, and a sealed hash.
    block.writeUInt16LE(8 + 80, size);
    block.writeUInt16LE(2, size + 2);
    block.writeUInt32LE(crc32(block.subarray(0, size)), size + 4);
    entry(0x0000, 0x0005, Buffer.alloc(72, 8)).copy(block, size + 8);
  }
  return block;
}

/**
 * A BitLocker volume as the libbde project's analysis describes it: volume header and three metadata blocks. The rest,
 * which would be encrypted, is zero.
 */
export function bitLocker(changes: BitLockerChanges = {}): SparseBytes {
  const { form = "seven", sizeInBytes = 8 * MiB, encryptedSizeInBytes = sizeInBytes } = changes;
  const offsets = [1 * MiB, 2 * MiB, 3 * MiB];
  const header = Buffer.alloc(512);
  header.write(form === "vista" ? "\xeb\x52\x90" : "\xeb\x58\x90", 0, "latin1");
  header.write(form === "to-go" ? "MSWIN4.1" : "-FVE-FS-", 3, "latin1");
  header.writeUInt16LE(512, 11);
  header.writeUInt8(8, 13);
  header.writeUInt8(0xf8, 21);
  header.writeUInt16LE(0xaa55, 510);
  if (form === "vista") {
    header.writeBigUInt64LE(BigInt(sizeInBytes / 512), 40);
    header.writeBigUInt64LE(BigInt(MiB / 4096), 56);
  } else {
    header.write("FAT32   ", 82, "latin1");
    const at = form === "to-go" ? 424 : 160;
    guidBytes(changes.identifier ?? IDENTIFIER).copy(header, at);
    for (const [index, offset] of offsets.entries()) {
      header.writeBigUInt64LE(BigInt(offset), at + 16 + index * 8);
    }
  }
  const block = metadataBlock(form === "vista" ? 1 : 2, offsets, changes, encryptedSizeInBytes, 4 * MiB);
  return sparse(sizeInBytes, piece(0, header), ...offsets.map((at) => piece(at, block)));
}
