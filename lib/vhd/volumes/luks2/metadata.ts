import { z } from "zod";

import { printable } from "../../text";

/** The type of an object that is none of the known ones. */
export interface OtherType {
  readonly other: string;
}

export type KeyDerivation =
  | { readonly type: "pbkdf2"; readonly salt: string; readonly hash: string; readonly iterations: number }
  | {
      readonly type: "argon2i" | "argon2id";
      readonly salt: string;
      readonly time: number;
      /** In KiB. */
      readonly memory: number;
      readonly cpus: number;
    }
  | { readonly type: OtherType };

export interface KeySlotBase {
  readonly key_size: number;
  /** 0: tried only where it is asked for by its number. */
  readonly priority?: number | undefined;
  readonly area: { readonly offset: bigint; readonly size: bigint };
}

/** A slot whose key a passphrase opens. */
export interface PassphraseSlot extends KeySlotBase {
  readonly type: "luks2";
  readonly kdf: KeyDerivation;
  readonly af: { readonly hash: string };
  readonly area: KeySlotBase["area"] & { readonly encryption: string; readonly key_size: number };
}

export type KeySlot = PassphraseSlot | (KeySlotBase & { readonly type: "reencrypt" | OtherType });

export interface SegmentBase {
  readonly offset: bigint;
  /** In bytes; `dynamic` for all up to the end of the volume. */
  readonly size: bigint | "dynamic";
  readonly flags?: readonly string[] | undefined;
}

export interface EncryptedSegment extends SegmentBase {
  readonly type: "crypt";
  readonly iv_tweak: bigint;
  readonly encryption: string;
  readonly sector_size: number;
  readonly integrity?: object | undefined;
}

export type Segment = EncryptedSegment | (SegmentBase & { readonly type: "linear" | OtherType });

/** What a key is proven by, and which slots and segments it belongs to. */
export interface Digest {
  readonly type: string;
  readonly keyslots: readonly string[];
  readonly segments: readonly string[];
  readonly hash: string;
  readonly iterations: number;
  readonly salt: string;
  readonly digest: string;
}

/** The objects of a header by their numbers, each with what is looked at. Names are those of the format. */
export interface Metadata {
  readonly keyslots: Readonly<Record<string, KeySlot>>;
  readonly tokens: Readonly<Record<string, { readonly type: string; readonly keyslots: readonly string[] }>>;
  readonly segments: Readonly<Record<string, Segment>>;
  readonly digests: Readonly<Record<string, Digest>>;
  readonly config: {
    readonly json_size: bigint;
    readonly keyslots_size: bigint;
    readonly requirements?: { readonly mandatory?: readonly string[] | undefined } | undefined;
  };
}

/**
 * The objects of a LUKS2 header: what each has to have, and of which type. How they fit together is for the rules.
 *
 * Members that are not named here are allowed, as cryptsetup allows them.
 *
 * @see LUKS2 On-Disk Format Specification, version 1.1, "LUKS2 JSON Metadata"
 */
const MOST_OBJECTS = { keyslots: 32, tokens: 32, digests: 8, segments: 64 } as const;
const LARGEST_UINT32 = 2 ** 32 - 1;
const LARGEST_UINT64 = 2n ** 64n - 1n;

const text = z.string("is no text").min(1, "is empty");
const uint32 = z.int("is no whole number").min(0, "is negative").max(LARGEST_UINT32, "is too large");
const count = z.int("is no whole number").min(1, "is less than 1").max(LARGEST_UINT32, "is too large");
const texts = z.array(z.string("is no text"), "is no list");

/** A number of 64 bits, which JSON has as a text. */
const uint64 = z
  .string("is no text")
  .regex(/^\d{1,32}$/, "is no number")
  .transform((digits) => BigInt(digits))
  .refine((number) => number <= LARGEST_UINT64, "is more than 64 bits hold");

/** Objects by their numbers, from 0 to less than so many. */
const numbered = <T extends z.ZodType>(shape: T, most: number): z.ZodRecord<z.ZodString, T> =>
  z.record(
    z.string().refine((name) => /^(?:0|[1-9]\d{0,3})$/.test(name) && Number(name) < most),
    shape,
    { error: ({ code }) => (code === "invalid_key" ? `is no number from 0 to ${most - 1}` : "is no object") },
  );

/** What an object has to have depends on its type; of an unknown type, only what all have. */
function byType<T>(shapes: ReadonlyMap<string, z.ZodType<T>>, other: z.ZodType<T>): z.ZodType<T> {
  return z.looseObject({ type: text }, "is no object").transform((object, context) => {
    const parsed = (shapes.get(object.type) ?? other).safeParse(object);
    if (parsed.success) return parsed.data;
    for (const { message, path } of parsed.error.issues) {
      context.addIssue({ code: "custom", message, path: [...path] });
    }
    return z.NEVER;
  });
}

const iteratedDerivation = z.looseObject({
  type: z.literal("pbkdf2"),
  salt: text,
  hash: text,
  iterations: count,
});
const memoryHardDerivation = z.looseObject({
  type: z.enum(["argon2i", "argon2id"]),
  salt: text,
  time: count,
  memory: count,
  cpus: count,
});
const otherDerivation = z.looseObject({ type: text.transform((type) => ({ other: printable(type) })) });
const keyDerivation = byType<KeyDerivation>(
  new Map<string, z.ZodType<KeyDerivation>>([
    ["pbkdf2", iteratedDerivation],
    ["argon2i", memoryHardDerivation],
    ["argon2id", memoryHardDerivation],
  ]),
  otherDerivation,
);

const area = { type: text, offset: uint64, size: uint64 };
const slotBase = {
  key_size: uint32,
  /** 0: tried only where it is asked for by its number. */
  priority: z.int("is no whole number").min(0, "is negative").max(2, "is more than 2").optional(),
};

const passphraseSlot = z.looseObject({
  ...slotBase,
  type: z.literal("luks2"),
  kdf: keyDerivation,
  af: z.looseObject(
    { type: z.literal("luks1", "is not luks1"), hash: text, stripes: z.literal(4000, "is not 4000") },
    "is no object",
  ),
  area: z.looseObject(
    { ...area, type: z.literal("raw", "is not raw"), encryption: text, key_size: uint32 },
    "is no object",
  ),
});
const reencryptionSlot = z.looseObject({
  ...slotBase,
  type: z.literal("reencrypt"),
  mode: z.enum(["reencrypt", "encrypt", "decrypt"], "is no mode that is known"),
  direction: z.enum(["forward", "backward"], "is no direction that is known"),
  area: z.looseObject(area, "is no object"),
});
const otherSlot = z.looseObject({
  ...slotBase,
  type: text.transform((type) => ({ other: printable(type) })),
  area: z.looseObject(area, "is no object"),
});

const segmentBase = {
  offset: uint64,
  size: z.union([z.literal("dynamic"), uint64], "is no size"),
  flags: texts.optional(),
};
const encryptedSegment = z.looseObject({
  ...segmentBase,
  type: z.literal("crypt"),
  iv_tweak: uint64,
  encryption: text,
  sector_size: count,
  integrity: z
    .looseObject({ type: text, journal_encryption: text, journal_integrity: text }, "is no object")
    .optional(),
});
const plainSegment = z.looseObject({ ...segmentBase, type: z.literal("linear") });
const otherSegment = z.looseObject({
  ...segmentBase,
  type: text.transform((type) => ({ other: printable(type) })),
});

const digest = z.looseObject({
  type: text,
  keyslots: texts,
  segments: texts,
  hash: text,
  iterations: count,
  salt: text,
  digest: text,
});

const shapeOfSlot = byType(
  new Map<string, z.ZodType<KeySlot>>([
    ["luks2", passphraseSlot],
    ["reencrypt", reencryptionSlot],
  ]),
  otherSlot,
);
const shapeOfSegment = byType(
  new Map<string, z.ZodType<Segment>>([
    ["crypt", encryptedSegment],
    ["linear", plainSegment],
  ]),
  otherSegment,
);

const metadataShape = z.looseObject({
  keyslots: numbered(shapeOfSlot, MOST_OBJECTS.keyslots),
  tokens: numbered(z.looseObject({ type: text, keyslots: texts }, "is no object"), MOST_OBJECTS.tokens),
  segments: numbered(shapeOfSegment, MOST_OBJECTS.segments),
  digests: numbered(digest, MOST_OBJECTS.digests),
  config: z.looseObject(
    {
      json_size: uint64,
      keyslots_size: uint64,
      flags: texts.optional(),
      requirements: z.looseObject({ mandatory: texts.optional() }, "is no object").optional(),
    },
    "is no object",
  ),
});

export type ParsedMetadata =
  | { readonly kind: "metadata"; readonly metadata: Metadata }
  /** What is missing or of the wrong type, in words. */
  | { readonly kind: "malformed"; readonly reasons: readonly string[] };

/** Takes the object of the JSON area apart. */
export function parseMetadata(value: unknown): ParsedMetadata {
  const parsed = metadataShape.safeParse(value);
  if (parsed.success) return { kind: "metadata", metadata: parsed.data };
  const reasons = parsed.error.issues.map(({ path, message }) => issueText(path.map(String), message));
  return { kind: "malformed", reasons: [...new Set(reasons)].slice(0, 3) };
}

function issueText(path: readonly string[], message: string): string {
  const place = path.map(printable).join(".").slice(0, 80);
  return `'${place}' ${message}.`;
}
