import { createHash } from "node:crypto";
import { z } from "zod";

import { readWhole, type ByteSource } from "../byte-source";
import { latin1Text, printable } from "../text";

/** A volume that dm-crypt encrypts with a header of LUKS version 2. */
export interface Luks2Volume {
  readonly kind: "luks2";
  readonly label?: string;
  readonly uuid: string;
  /** Counts the changes of the header; the copy with the higher number counts. */
  readonly sequenceId: number;
  /** How the two copies of the header compare. */
  readonly headerCopies: "agree" | "differ" | "only-primary" | "only-secondary" | "none-valid";
  readonly segments: readonly Luks2Segment[];
  readonly keySlots: readonly Luks2KeySlot[];
  /** Types of the tokens: `systemd-tpm2`, `clevis`, `luks2-keyring` ... */
  readonly tokenTypes: readonly string[];
  /** An encryption, decryption or change of key was begun and not ended. */
  readonly isInReencryption: boolean;
  readonly defects: readonly string[];
}

/** A stretch of the volume with one way of encryption. */
export interface Luks2Segment {
  readonly type: string;
  /** `aes-xts-plain64`; undefined for a segment that isn't encrypted. */
  readonly cipher?: string;
  readonly offsetInBytes: number;
  /** Undefined where it reaches to the end of the volume. */
  readonly sizeInBytes?: number;
  readonly sectorSizeInBytes?: number;
}

/** One key slot; what it holds is never read. */
export interface Luks2KeySlot {
  readonly number: number;
  /** `luks2` opens with a passphrase; `reencrypt` belongs to a change under way. */
  readonly type: string;
  readonly keySizeInBytes: number;
  readonly keyDerivation?: string;
}

const BINARY_HEADER_SIZE_IN_BYTES = 4096;
const CHECKSUM_AT = 448;
const CHECKSUM_SIZE_IN_BYTES = 64;

/** The sizes that a header with its JSON area may have, which are also the places where the second copy may be. */
const headerSizesInBytes: readonly number[] = Array.from({ length: 9 }, (_, power) => 2 ** (14 + power));

interface HeaderCopy {
  readonly label: string;
  readonly uuid: string;
  readonly sequenceId: number;
  readonly checksumIsValid: boolean;
  readonly json: string;
}

/**
 * Reads a LUKS2 header: both copies, their checksums, and the JSON area. Salts, digests and key material stay where
 * they are.
 *
 * @see LUKS2 On-Disk Format Specification, version 1.1, "Binary Header", "LUKS2 JSON Metadata"
 */
export async function readLuks2(volume: ByteSource): Promise<Luks2Volume | undefined> {
  const primary = await readCopy(volume, 0, true);
  const secondary = await findSecondary(volume);
  if (primary === undefined && secondary === undefined) return undefined;
  const valid = [primary, secondary].filter((copy): copy is HeaderCopy => copy?.checksumIsValid === true);
  const [best = primary ?? secondary] = [...valid].sort((a, b) => b.sequenceId - a.sequenceId);
  if (best === undefined) return undefined;
  const metadata = parseMetadata(best.json);
  const copies = compare(primary, secondary);
  return {
    kind: "luks2",
    ...(best.label === "" ? {} : { label: best.label }),
    uuid: best.uuid,
    sequenceId: best.sequenceId,
    headerCopies: copies,
    ...(metadata ?? { segments: [], keySlots: [], tokenTypes: [], isInReencryption: false }),
    defects: [
      ...copyDefects[copies],
      ...(metadata === undefined ? ["The JSON area can't be read."] : []),
      ...(metadata?.segments ?? []).flatMap(({ offsetInBytes, sizeInBytes = 0 }) =>
        offsetInBytes + sizeInBytes > volume.sizeInBytes
          ? [`Encrypted data at byte ${offsetInBytes} reach beyond the volume's end.`]
          : [],
      ),
    ],
  };
}

const copyDefects: Readonly<Record<Luks2Volume["headerCopies"], readonly string[]>> = {
  agree: [],
  differ: ["The two copies of the header differ."],
  "only-primary": ["The second copy of the header is missing or damaged."],
  "only-secondary": ["The first copy of the header is missing or damaged."],
  "none-valid": ["No copy of the header has a checksum that fits."],
};

function compare(primary?: HeaderCopy, secondary?: HeaderCopy): Luks2Volume["headerCopies"] {
  const first = primary?.checksumIsValid === true;
  const second = secondary?.checksumIsValid === true;
  if (!first && !second) return "none-valid";
  if (!second) return "only-primary";
  if (!first) return "only-secondary";
  return primary.sequenceId === secondary.sequenceId && primary.json === secondary.json ? "agree" : "differ";
}

async function findSecondary(volume: ByteSource): Promise<HeaderCopy | undefined> {
  for (const offsetInBytes of headerSizesInBytes) {
    const copy = await readCopy(volume, offsetInBytes, false);
    if (copy !== undefined) return copy;
  }
  return undefined;
}

async function readCopy(
  volume: ByteSource,
  offsetInBytes: number,
  isPrimary: boolean,
): Promise<HeaderCopy | undefined> {
  const magic = isPrimary ? "LUKS\xba\xbe" : "SKUL\xba\xbe";
  const binary = await readWhole(volume, offsetInBytes, BINARY_HEADER_SIZE_IN_BYTES);
  if (binary?.toString("latin1", 0, 6) !== magic || binary.readUInt16BE(6) !== 2) return undefined;
  if (binary.readBigUInt64BE(256) !== BigInt(offsetInBytes)) return undefined;
  const size = Number(binary.readBigUInt64BE(8));
  const whole = headerSizesInBytes.includes(size) ? await readWhole(volume, offsetInBytes, size) : undefined;
  return {
    label: latin1Text(binary.subarray(24, 72)),
    uuid: latin1Text(binary.subarray(168, 208)),
    sequenceId: Number(binary.readBigUInt64BE(16)),
    checksumIsValid: whole !== undefined && checksumFits(whole, latin1Text(binary.subarray(72, 104))),
    json: whole?.toString("utf8", BINARY_HEADER_SIZE_IN_BYTES).split("\0", 1)[0] ?? "",
  };
}

function checksumFits(header: Buffer, method: string): boolean {
  if (!["sha1", "sha256", "sha512"].includes(method)) return false;
  const stored = Buffer.from(header.subarray(CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_SIZE_IN_BYTES));
  const covered = Buffer.from(header);
  covered.fill(0, CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_SIZE_IN_BYTES);
  const computed = createHash(method).update(covered).digest();
  return stored.subarray(0, computed.length).equals(computed);
}

const numberedObjects = <T extends z.ZodType>(shape: T): z.ZodRecord<z.ZodString, T> =>
  z.record(z.string().regex(/^\d{1,4}$/), shape);

const metadataShape = z.object({
  keyslots: numberedObjects(
    z.object({
      type: z.string(),
      key_size: z.number(),
      kdf: z.object({ type: z.string() }).optional(),
    }),
  ),
  tokens: numberedObjects(z.object({ type: z.string() })),
  segments: numberedObjects(
    z.object({
      type: z.string(),
      offset: z.string().regex(/^\d{1,20}$/),
      size: z.string().regex(/^(?:dynamic|\d{1,20})$/),
      encryption: z.string().optional(),
      sector_size: z.number().optional(),
      flags: z.array(z.string()).optional(),
    }),
  ),
  config: z.object({
    requirements: z
      .union([z.object({ mandatory: z.array(z.string()).optional() }), z.array(z.string())])
      .optional(),
  }),
});
type Metadata = z.infer<typeof metadataShape>;

type Described = Pick<Luks2Volume, "segments" | "keySlots" | "tokenTypes" | "isInReencryption">;

function parseMetadata(json: string): Described | undefined {
  const parsed = metadataShape.safeParse(parseJson(json));
  if (!parsed.success) return undefined;
  const { keyslots, tokens, segments } = parsed.data;
  return {
    segments: Object.values(segments)
      // What a re-encryption came from and goes to; not what is there now.
      .filter(({ flags }) => flags?.some((flag) => flag.startsWith("backup-")) !== true)
      .slice(0, 64)
      .map(({ type, offset, size, encryption, sector_size }) => ({
        type: printable(type),
        ...(encryption === undefined ? {} : { cipher: printable(encryption) }),
        offsetInBytes: Number(offset),
        ...(size === "dynamic" ? {} : { sizeInBytes: Number(size) }),
        ...(sector_size === undefined ? {} : { sectorSizeInBytes: sector_size }),
      })),
    keySlots: Object.entries(keyslots)
      .slice(0, 64)
      .map(([number, { type, key_size, kdf }]) => ({
        number: Number(number),
        type: printable(type),
        keySizeInBytes: key_size,
        ...(kdf === undefined ? {} : { keyDerivation: printable(kdf.type) }),
      })),
    tokenTypes: Object.values(tokens)
      .slice(0, 64)
      .map(({ type }) => printable(type)),
    isInReencryption: isInReencryption(parsed.data),
  };
}

/** While data is re-encrypted, a segment carries the flag, and the header a requirement that old programs stop at. */
function isInReencryption({ segments, config, keyslots }: Metadata): boolean {
  const { requirements } = config;
  const mandatory = Array.isArray(requirements) ? requirements : (requirements?.mandatory ?? []);
  return (
    Object.values(segments).some(({ flags }) => flags?.includes("in-reencryption") === true) ||
    Object.values(keyslots).some(({ type }) => type === "reencrypt") ||
    mandatory.some((requirement) => /^(?:online|offline)-reencrypt/.test(requirement))
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
