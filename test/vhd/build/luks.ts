import { createHash } from "node:crypto";

import { piece, sparse, type SparseBytes } from "./sparse-bytes";
import { MiB } from "./vhd";

/** Stands for a key that is encrypted by a passphrase. */
const KEY_MATERIAL = Buffer.alloc(256_000, 0xa5);

export interface Luks1Changes {
  readonly keySlots?: readonly number[];
  readonly payloadSector?: number;
  readonly cipher?: string;
  readonly mode?: string;
  readonly hash?: string;
  readonly keySizeInBytes?: number;
  readonly digestIterations?: number;
  /** Key slots whose area is all zeros. */
  readonly wiped?: readonly number[];
  /** Fields of single slots that differ from what cryptsetup writes. */
  readonly slots?: Readonly<
    Record<
      number,
      {
        readonly state?: number;
        readonly iterations?: number;
        readonly sector?: number;
        readonly stripes?: number;
      }
    >
  >;
}

/** A LUKS1 volume, as far as its header. */
export function luks1({
  keySlots = [0],
  payloadSector = 4096,
  cipher = "aes",
  mode = "xts-plain64",
  hash = "sha256",
  keySizeInBytes = 64,
  digestIterations = 100_000,
  slots = {},
  wiped = [],
}: Luks1Changes = {}): SparseBytes {
  const bytes = Buffer.alloc(592);
  bytes.write("LUKS\xba\xbe", 0, "latin1");
  bytes.writeUInt16BE(1, 6);
  bytes.write(cipher, 8, "latin1");
  bytes.write(mode, 40, "latin1");
  bytes.write(hash, 72, "latin1");
  bytes.writeUInt32BE(payloadSector, 104);
  bytes.writeUInt32BE(keySizeInBytes, 108);
  bytes.writeUInt32BE(digestIterations, 164);
  bytes.write("5b2f4f5e-0000-4000-8000-000000000001", 168, "latin1");
  for (let slot = 0; slot < 8; slot += 1) {
    const at = 208 + slot * 48;
    const isUsed = keySlots.includes(slot);
    const {
      state = isUsed ? 0x00ac_71f3 : 0x0000_dead,
      iterations = isUsed ? 1_000_000 : 0,
      sector = 8 + slot * 504,
      stripes = 4000,
    } = slots[slot] ?? {};
    bytes.writeUInt32BE(state, at);
    bytes.writeUInt32BE(iterations, at + 4);
    bytes.writeUInt32BE(sector, at + 40);
    bytes.writeUInt32BE(stripes, at + 44);
  }
  const material = keySlots
    .filter((slot) => !wiped.includes(slot))
    .map((slot) => piece((slots[slot]?.sector ?? 8 + slot * 504) * 512, KEY_MATERIAL));
  return sparse(4 * MiB, ...material, piece(0, bytes));
}

export interface Luks2Changes {
  readonly metadata?: unknown;
  /** Text in place of the metadata. */
  readonly json?: string;
  /** Text in place of the metadata of the second copy alone. */
  readonly secondaryJson?: string;
  readonly sequenceId?: number;
  readonly secondarySequenceId?: number;
  readonly label?: string;
  readonly checksum?: string;
  readonly headerSizeInBytes?: number;
  readonly sizeInBytes?: number;
  /** Where keys lie; the first place for one unless said otherwise. */
  readonly keysAt?: readonly number[];
}

const inBase64 = (byte: number): string => Buffer.alloc(32, byte).toString("base64");

/** Salts and digests that no report may give away. */
export const LUKS2_SECRETS: readonly string[] = [inBase64(1), inBase64(2), inBase64(3)];

/** Metadata of a LUKS2 volume with one key slot, as cryptsetup writes them. */
export const luks2Metadata = {
  keyslots: {
    "0": {
      type: "luks2",
      key_size: 64,
      af: { type: "luks1", stripes: 4000, hash: "sha256" },
      area: { type: "raw", offset: "32768", size: "258048", encryption: "aes-xts-plain64", key_size: 64 },
      kdf: { type: "argon2id", time: 4, memory: 1048576, cpus: 4, salt: inBase64(1) },
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
      hash: "sha256",
      iterations: 100_000,
      salt: inBase64(2),
      digest: inBase64(3),
    },
  },
  config: { json_size: "12288", keyslots_size: "16744448" },
} as const;

/** The same with a header of another size, behind which its one key slot lies. */
export function luks2MetadataOfSize(headerSizeInBytes: number): unknown {
  const { keyslots } = luks2Metadata;
  const area = { ...keyslots["0"].area, offset: String(2 * headerSizeInBytes) };
  return {
    ...luks2Metadata,
    keyslots: { "0": { ...keyslots["0"], area } },
    config: {
      json_size: String(headerSizeInBytes - 4096),
      keyslots_size: String(16 * MiB - 2 * headerSizeInBytes),
    },
  };
}

/** A LUKS2 volume: both copies of its header. */
export function luks2({
  headerSizeInBytes = 16384,
  metadata = luks2MetadataOfSize(headerSizeInBytes),
  json = JSON.stringify(metadata),
  secondaryJson = json,
  sequenceId = 3,
  secondarySequenceId = sequenceId,
  label = "",
  checksum = "sha256",
  sizeInBytes = 20 * MiB,
  keysAt = [2 * headerSizeInBytes],
}: Luks2Changes = {}): SparseBytes {
  const copy = (magic: string, at: number, sequence: number, text: string): Buffer => {
    const bytes = Buffer.alloc(headerSizeInBytes);
    bytes.write(magic, 0, "latin1");
    bytes.writeUInt16BE(2, 6);
    bytes.writeBigUInt64BE(BigInt(headerSizeInBytes), 8);
    bytes.writeBigUInt64BE(BigInt(sequence), 16);
    bytes.write(label, 24, "latin1");
    bytes.write(checksum, 72, "latin1");
    bytes.write("6a99ae8e-0000-4000-8000-000000000002", 168, "latin1");
    bytes.writeBigUInt64BE(BigInt(at), 256);
    bytes.write(text, 4096, "utf8");
    createHash("sha256").update(bytes).digest().copy(bytes, 448);
    return bytes;
  };
  return sparse(
    sizeInBytes,
    ...keysAt.map((at) => piece(at, KEY_MATERIAL)),
    piece(0, copy("LUKS\xba\xbe", 0, sequenceId, json)),
    piece(headerSizeInBytes, copy("SKUL\xba\xbe", headerSizeInBytes, secondarySequenceId, secondaryJson)),
  );
}
