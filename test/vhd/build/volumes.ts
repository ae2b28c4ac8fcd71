import { createHash } from "node:crypto";

import { piece, sparse, type SparseBytes } from "./sparse-bytes";
import { MiB } from "./vhd";

const filled = (size: number, fill: (bytes: Buffer) => void): Buffer => {
  const bytes = Buffer.alloc(size);
  fill(bytes);
  return bytes;
};

const UUID = Buffer.from("0123456789abcdef0123456789abcdef", "hex");

/** An NTFS volume, as far as its boot sector. */
export function ntfs(sizeInBytes: number = 4 * MiB): SparseBytes {
  const boot = filled(512, (bytes) => {
    bytes.write("\xeb\x52\x90NTFS    ", 0, "latin1");
    bytes.writeUInt16LE(512, 11);
    bytes.writeUInt8(8, 13);
    bytes.writeBigUInt64LE(BigInt(sizeInBytes / 512 - 1), 40);
    bytes.writeBigUInt64LE(0x0123_4567_89ab_cdefn, 72);
    bytes.writeUInt16LE(0xaa55, 510);
  });
  return sparse(sizeInBytes, piece(0, boot));
}

/** A FAT volume of so many clusters, which decide which FAT it is. */
export function fat(clusters: number, label = "EFI"): SparseBytes {
  const is32 = clusters >= 65525;
  const fatSize = Math.ceil((clusters * (is32 ? 4 : 2)) / 512) + 1;
  const reserved = is32 ? 32 : 1;
  const rootSectors = is32 ? 0 : 32;
  const sectors = reserved + 2 * fatSize + rootSectors + clusters;
  const boot = filled(512, (bytes) => {
    bytes.write("\xeb\x3c\x90mkfs.fat", 0, "latin1");
    bytes.writeUInt16LE(512, 11);
    bytes.writeUInt8(1, 13);
    bytes.writeUInt16LE(reserved, 14);
    bytes.writeUInt8(2, 16);
    bytes.writeUInt16LE(is32 ? 0 : 512, 17);
    if (is32 || sectors > 65535) bytes.writeUInt32LE(sectors, 32);
    else bytes.writeUInt16LE(sectors, 19);
    if (is32) bytes.writeUInt32LE(fatSize, 36);
    else bytes.writeUInt16LE(fatSize, 22);
    const extended = is32 ? 66 : 38;
    bytes.writeUInt8(0x29, extended);
    bytes.writeUInt32LE(0x1234_abcd, extended + 1);
    bytes.write(label.padEnd(11), extended + 5, "latin1");
    bytes.writeUInt16LE(0xaa55, 510);
  });
  return sparse(sectors * 512, piece(0, boot));
}

export interface ExtChanges {
  readonly label?: string;
  readonly journal?: boolean;
  readonly extents?: boolean;
}

/** An ext2, ext3 or ext4 volume, as far as its superblock. */
export function ext(
  sizeInBytes: number = 4 * MiB,
  { label = "", journal = true, extents = true }: ExtChanges = {},
): SparseBytes {
  const superblock = filled(1024, (bytes) => {
    bytes.writeUInt32LE(sizeInBytes / 4096, 4);
    bytes.writeUInt32LE(2, 24);
    bytes.writeUInt16LE(0xef53, 56);
    bytes.writeUInt32LE(journal ? 0x4 : 0, 92);
    bytes.writeUInt32LE(extents ? 0x40 : 0x2, 96);
    UUID.copy(bytes, 104);
    bytes.write(label, 120, "utf8");
  });
  return sparse(sizeInBytes, piece(1024, superblock));
}

/** An XFS volume, as far as its superblock. */
export function xfs(sizeInBytes: number = 16 * MiB, label = ""): SparseBytes {
  const superblock = filled(512, (bytes) => {
    bytes.write("XFSB", 0, "latin1");
    bytes.writeUInt32BE(4096, 4);
    bytes.writeBigUInt64BE(BigInt(sizeInBytes / 4096), 8);
    UUID.copy(bytes, 32);
    bytes.write(label, 108, "utf8");
  });
  return sparse(sizeInBytes, piece(0, superblock));
}

/** A btrfs volume, as far as its superblock. */
export function btrfs(sizeInBytes: number = 16 * MiB, label = ""): SparseBytes {
  const superblock = filled(4096, (bytes) => {
    UUID.copy(bytes, 32);
    bytes.write("_BHRfS_M", 64, "latin1");
    bytes.writeBigUInt64LE(BigInt(sizeInBytes), 112);
    bytes.write(label, 299, "utf8");
  });
  return sparse(sizeInBytes, piece(65536, superblock));
}

/** A swap area. */
export function swap(sizeInBytes: number = 4 * MiB): SparseBytes {
  const page = filled(4096, (bytes) => {
    bytes.writeUInt32LE(1, 1024);
    bytes.writeUInt32LE(sizeInBytes / 4096 - 1, 1028);
    UUID.copy(bytes, 1036);
    bytes.write("SWAPSPACE2", 4086, "latin1");
  });
  return sparse(sizeInBytes, piece(0, page));
}

/** A physical volume of LVM2. */
export function lvm(sizeInBytes: number = 4 * MiB): SparseBytes {
  const label = filled(512, (bytes) => {
    bytes.write("LABELONE", 0, "latin1");
    bytes.writeUInt32LE(32, 20);
    bytes.write("LVM2 001", 24, "latin1");
    bytes.write("abcdefghijklmnopqrstuvwxyz012345", 32, "latin1");
    bytes.writeBigUInt64LE(BigInt(sizeInBytes), 64);
  });
  return sparse(sizeInBytes, piece(512, label));
}

/** An exFAT volume, as far as its boot sector. */
export function exFat(sizeInBytes: number = 4 * MiB): SparseBytes {
  const boot = filled(512, (bytes) => {
    bytes.write("\xeb\x76\x90EXFAT   ", 0, "latin1");
    bytes.writeBigUInt64LE(BigInt(sizeInBytes / 512), 72);
    bytes.writeUInt32LE(0x1234_abcd, 100);
    bytes.writeUInt8(9, 108);
    bytes.writeUInt16LE(0xaa55, 510);
  });
  return sparse(sizeInBytes, piece(0, boot));
}

/** A ReFS volume, as far as its boot sector. */
export function reFs(sizeInBytes: number = 4 * MiB): SparseBytes {
  const boot = filled(512, (bytes) => {
    bytes.write("ReFS", 3, "latin1");
    bytes.write("FSRS", 16, "latin1");
    bytes.writeBigUInt64LE(BigInt(sizeInBytes / 512), 24);
    bytes.writeUInt32LE(512, 32);
  });
  return sparse(sizeInBytes, piece(0, boot));
}

export interface Luks1Changes {
  readonly keySlots?: readonly number[];
  readonly payloadSector?: number;
}

/** A LUKS1 volume, as far as its header. */
export function luks1({ keySlots = [0], payloadSector = 4096 }: Luks1Changes = {}): SparseBytes {
  const header = filled(592, (bytes) => {
    bytes.write("LUKS\xba\xbe", 0, "latin1");
    bytes.writeUInt16BE(1, 6);
    bytes.write("aes", 8, "latin1");
    bytes.write("xts-plain64", 40, "latin1");
    bytes.write("sha256", 72, "latin1");
    bytes.writeUInt32BE(payloadSector, 104);
    bytes.writeUInt32BE(64, 108);
    bytes.write("5b2f4f5e-0000-4000-8000-000000000001", 168, "latin1");
    for (let slot = 0; slot < 8; slot += 1) {
      bytes.writeUInt32BE(keySlots.includes(slot) ? 0x00ac_71f3 : 0x0000_dead, 208 + slot * 48);
    }
  });
  return sparse(4 * MiB, piece(0, header));
}

export interface Luks2Changes {
  readonly metadata?: unknown;
  /** Text in place of the metadata. */
  readonly json?: string;
  readonly sequenceId?: number;
  readonly secondarySequenceId?: number;
  readonly label?: string;
  readonly headerSizeInBytes?: number;
  readonly sizeInBytes?: number;
}

/** Metadata of a LUKS2 volume with one key slot. */
export const luks2Metadata = {
  keyslots: {
    "0": {
      type: "luks2",
      key_size: 64,
      kdf: { type: "argon2id", salt: "c2FsdA==", time: 4, memory: 1048576, cpus: 4 },
      area: { type: "raw", offset: "32768", size: "258048", encryption: "aes-xts-plain64", key_size: 64 },
    },
  },
  tokens: {},
  segments: {
    "0": {
      type: "crypt",
      offset: "16777216",
      size: "dynamic",
      iv_tweak: "0",
      encryption: "aes-xts-plain64",
      sector_size: 512,
    },
  },
  digests: {
    "0": {
      type: "pbkdf2",
      keyslots: ["0"],
      segments: ["0"],
      salt: "c2VjcmV0LXNhbHQ=",
      digest: "c2VjcmV0LWRpZ2VzdA==",
    },
  },
  config: { json_size: "12288", keyslots_size: "16744448" },
} as const;

/** A LUKS2 volume: both copies of its header. */
export function luks2({
  metadata = luks2Metadata,
  json = JSON.stringify(metadata),
  sequenceId = 3,
  secondarySequenceId = sequenceId,
  label = "",
  headerSizeInBytes = 16384,
  sizeInBytes = 20 * MiB,
}: Luks2Changes = {}): SparseBytes {
  const copy = (magic: string, at: number, sequence: number): Buffer =>
    filled(headerSizeInBytes, (bytes) => {
      bytes.write(magic, 0, "latin1");
      bytes.writeUInt16BE(2, 6);
      bytes.writeBigUInt64BE(BigInt(headerSizeInBytes), 8);
      bytes.writeBigUInt64BE(BigInt(sequence), 16);
      bytes.write(label, 24, "latin1");
      bytes.write("sha256", 72, "latin1");
      bytes.write("6a99ae8e-0000-4000-8000-000000000002", 168, "latin1");
      bytes.writeBigUInt64BE(BigInt(at), 256);
      bytes.write(json, 4096, "utf8");
      createHash("sha256").update(bytes).digest().copy(bytes, 448);
    });
  return sparse(
    sizeInBytes,
    piece(0, copy("LUKS\xba\xbe", 0, sequenceId)),
    piece(headerSizeInBytes, copy("SKUL\xba\xbe", headerSizeInBytes, secondarySequenceId)),
  );
}
