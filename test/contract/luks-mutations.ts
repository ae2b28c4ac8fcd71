import { createHash } from "node:crypto";

import { piece, type Piece } from "../vhd/build/sparse-bytes";
import { mutatedJson } from "./json-mutations";
import type { LuksBase } from "./luks-bases";
import type { Seeded } from "./seeded";

/** A changed volume. */
export interface Mutation {
  readonly what: string;
  readonly pieces: readonly Piece[];
  readonly sizeInBytes: number;
  /** Nothing that a key is derived from is touched, so that a volume that opens at all opens with its passphrase. */
  readonly keepsKeys: boolean;
}

type Mutator = (
  base: LuksBase,
  seeded: Seeded,
) => Omit<Mutation, "sizeInBytes" | "what"> & { readonly sizeInBytes?: number };

/** One change of a volume, by what the seed chooses. */
export function mutate(base: LuksBase, seeded: Seeded): Mutation {
  const [what, mutator] = seeded.pick(base.version === 1 ? luks1Mutators : luks2Mutators);
  return { what, sizeInBytes: base.sizeInBytes, ...mutator(base, seeded) };
}

const LUKS1_HEADER_IN_BYTES = 592;

const flippedBits: Mutator = ({ head, version }, seeded) => {
  const length = version === 1 ? LUKS1_HEADER_IN_BYTES : 2 * headerSize(head);
  const pieces = Array.from({ length: 1 + seeded.below(3) }, () => {
    const at = seeded.below(seeded.pick([512, length]));
    return piece(at, Buffer.of((head[at] ?? 0) ^ (1 << seeded.below(8))));
  });
  // Of LUKS2 a checksum tells, and the other copy counts.
  return version === 1 ? luks1Pieces(head, pieces) : { pieces, keepsKeys: true };
};

const overwrittenBytes: Mutator = ({ head, version }, seeded) => {
  const length = version === 1 ? LUKS1_HEADER_IN_BYTES : 2 * headerSize(head);
  const bytes = Buffer.from(Array.from({ length: 1 + seeded.below(16) }, () => seeded.below(256)));
  const pieces = [piece(seeded.below(length - bytes.length), bytes)];
  return version === 1 ? luks1Pieces(head, pieces) : { pieces, keepsKeys: true };
};

/** The end, the data and the keys cut off, or the volume made longer by a part of a sector. */
const cutOff: Mutator = ({ sizeInBytes, head }, seeded) => ({
  pieces: [],
  sizeInBytes: seeded.pick([
    seeded.below(head.length),
    seeded.below(sizeInBytes),
    sizeInBytes - 512 * (1 + seeded.below(8)),
    sizeInBytes + 512 * (1 + seeded.below(8)),
  ]),
  keepsKeys: true,
});

const luks1Numbers: readonly number[] = [
  0, 1, 2, 8, 0x1000, 4000, 4001, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x00ac_71f3, 0xdead,
];

/** A number of the header becomes another number, or that of another key slot. */
const luks1Number: Mutator = ({ head }, seeded) => {
  const slot = (): number => 208 + 48 * seeded.below(8);
  const at = seeded.pick([104, 108, 164, ...[0, 4, 40, 44].map((field) => slot() + field)]);
  const before = head.readUInt32BE(at);
  const other = at >= 208 ? head.readUInt32BE(slot() + ((at - 208) % 48)) : before;
  const near = before + seeded.pick([-8, -1, 1, 8, 500, 504]);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(seeded.pick([...luks1Numbers, other, near, near]) >>> 0);
  return luks1Pieces(head, [piece(at, bytes)]);
};

const luks1Texts = [
  [8, ["aes", "AES", "serpent", "cipher_null", "aes\0x", "", "aes ", "aes:64-aes", "null"]],
  [
    40,
    [
      "xts-plain64",
      "xts-plain",
      "cbc-plain",
      "cbc-essiv:sha256",
      "ecb",
      "xts-plain65",
      "",
      "cbc-essiv:sha1",
      "xts",
    ],
  ],
  [72, ["sha256", "sha1", "SHA256", "sha512", "md5", "whirlpool", "", "sha256 ", "sha-256", "crc32"]],
] as const;

const luks1Text: Mutator = ({ head }, seeded) => {
  const [at, texts] = seeded.pick(luks1Texts);
  const field = Buffer.alloc(32, seeded.pick([0, 0, 0, 0x41]));
  field.write(`${seeded.pick<string>(texts)}\0`, 0, "latin1");
  return luks1Pieces(head, [piece(at, field)]);
};

/** Rounds that take cryptsetup minutes would take the test as long: they are made few. */
function luks1Pieces(head: Buffer, pieces: readonly Piece[]): ReturnType<Mutator> {
  const header = Buffer.from(head.subarray(0, LUKS1_HEADER_IN_BYTES));
  for (const { at, bytes } of pieces) header.set(bytes.subarray(0, LUKS1_HEADER_IN_BYTES - at), at);
  for (const at of [164, ...Array.from({ length: 8 }, (_, slot) => 212 + 48 * slot)]) {
    const rounds = header.readUInt32BE(at);
    if (rounds > 200_000 && rounds < 0x8000_0000) header.writeUInt32BE(rounds % 200_000, at);
  }
  return { pieces: [piece(0, header)], keepsKeys: false };
}

const headerSize = (head: Buffer): number => Number(head.readBigUInt64BE(8));

/** Both copies of a header, taken out to be changed and given checksums that fit. */
function luks2Copies(head: Buffer): readonly (readonly [number, Buffer])[] {
  const size = headerSize(head);
  return [0, size].map((at) => [at, Buffer.from(head.subarray(at, at + size))]);
}

function sealed(at: number, copy: Buffer): Piece {
  copy.fill(0, 448, 512);
  const name = copy.toString("latin1", 72, 104).split("\0", 1)[0] ?? "";
  const method = ["sha1", "sha256", "sha512"].includes(name) ? name : "sha256";
  createHash(method).update(copy).digest().copy(copy, 448);
  return piece(at, copy);
}

/** Which of the copies are changed: mostly both, in the same way. */
const chosenCopies = (seeded: Seeded): readonly boolean[] =>
  seeded.pick([
    [true, true],
    [true, true],
    [true, true],
    [true, false],
    [false, true],
  ]);

const changedCopies = (head: Buffer, seeded: Seeded, change: (copy: Buffer) => void): readonly Piece[] => {
  const chosen = chosenCopies(seeded);
  return luks2Copies(head).flatMap(([at, copy], index) => {
    if (chosen[index] !== true) return [];
    change(copy);
    return [sealed(at, copy)];
  });
};

/** Magic, version, size, number, label, kind of checksum, UUID and place. */
const luks2Field: Mutator = ({ head }, seeded) => {
  const [at, length] = seeded.pick([
    [0, 6],
    [6, 2],
    [8, 8],
    [16, 8],
    [24, 48],
    [72, 32],
    [168, 40],
    [208, 48],
    [256, 8],
    [264, 184],
  ] as const);
  const bytes = seeded.pick([
    Buffer.alloc(length),
    Buffer.alloc(length, 0xff),
    Buffer.concat([Buffer.alloc(length - 1), Buffer.of(seeded.below(256))]),
    Buffer.concat([
      Buffer.from(seeded.pick(["sha1", "sha512", "SKUL\xba\xbe", "\0\0\0\0\0\0\x80"]), "latin1"),
      Buffer.alloc(length),
    ]).subarray(0, length),
  ]);
  return {
    pieces: changedCopies(head, seeded, (copy) => {
      copy.set(bytes, at);
    }),
    keepsKeys: true,
  };
};

/** Some bytes of the JSON area, which may be of a salt. */
const luks2JsonBytes: Mutator = ({ head }, seeded) => {
  const length = head.indexOf(0, 4096) - 4096;
  const at = 4096 + seeded.below(length + 8);
  const byte = seeded.pick([
    (head[at] ?? 0) ^ (1 << seeded.below(8)),
    0x30 + seeded.below(10),
    0x20,
    0,
    0x7b,
    0x7d,
    0x22,
    0x2c,
  ]);
  return { pieces: changedCopies(head, seeded, (copy) => copy.writeUInt8(byte, at)), keepsKeys: false };
};

/** The objects of the JSON area: taken away, doubled, exchanged, moved, made of another type. */
const luks2Json: Mutator = ({ head }, seeded) => {
  const size = headerSize(head);
  const text = head.toString("utf8", 4096, head.indexOf(0, 4096));
  const { json, keepsKeys } = mutatedJson(text, seeded);
  const bytes = Buffer.alloc(size - 4096);
  bytes.write(json, 0, "utf8");
  const isNewer = seeded.below(4) === 0;
  const pieces = changedCopies(head, seeded, (copy) => {
    copy.set(bytes, 4096);
    if (isNewer) copy.writeBigUInt64BE(copy.readBigUInt64BE(16) + 1n, 16);
  });
  return { pieces, keepsKeys };
};

/** One copy is damaged, and the other one changed with a checksum that fits. */
const luks2OneCopy: Mutator = (base, seeded) => {
  const size = headerSize(base.head);
  const { pieces, keepsKeys } = luks2Json(base, seeded);
  const damagedAt = seeded.pick([0, size]) + seeded.pick([0, 100, 4096, 4200]);
  return {
    pieces: [...pieces, piece(damagedAt, Buffer.of(seeded.below(256), seeded.below(256)))],
    keepsKeys,
  };
};

/** Zeros or other bytes in the area of the first key. */
const wipedKey: Mutator = ({ head }, seeded) => {
  const start = 2 * headerSize(head);
  return {
    pieces: [piece(start + 4096 * seeded.below(32), Buffer.alloc(4096 * (1 + seeded.below(40))))],
    keepsKeys: false,
  };
};

const luks1Mutators: readonly (readonly [string, Mutator])[] = [
  ["flipped bits", flippedBits],
  ["bytes", overwrittenBytes],
  ["cut off", cutOff],
  ["number", luks1Number],
  ["number", luks1Number],
  ["text", luks1Text],
];
const luks2Mutators: readonly (readonly [string, Mutator])[] = [
  ["flipped bits", flippedBits],
  ["bytes", overwrittenBytes],
  ["cut off", cutOff],
  ["field", luks2Field],
  ["bytes of JSON", luks2JsonBytes],
  ["JSON", luks2Json],
  ["JSON", luks2Json],
  ["JSON", luks2Json],
  ["JSON", luks2Json],
  ["JSON, other copy damaged", luks2OneCopy],
  ["wiped key", wipedKey],
];
