import { createHash } from "node:crypto";

import { readWhole, type ByteSource } from "../../byte-source";
import { latin1Text } from "../../text";

/** One of the two copies of a LUKS2 header, as far as its binary part tells. */
export interface HeaderCopy {
  readonly version: number;
  readonly headerSizeInBytes: number;
  readonly label: string;
  readonly uuid: string;
  readonly sequenceId: bigint;
  /** Why cryptsetup passes the copy over and looks for the other one. */
  readonly damage: string | undefined;
  /** What is wrong with it that need not make cryptsetup pass it over. */
  readonly doubt: string | undefined;
  /** The JSON area; empty where the copy gives no size for it. */
  readonly jsonArea: Buffer;
}

const BINARY_HEADER_SIZE_IN_BYTES = 4096;
const CHECKSUM_AT = 448;
const CHECKSUM_SIZE_IN_BYTES = 64;
const PRIMARY_MAGIC = "LUKS\xba\xbe";
const SECONDARY_MAGIC = "SKUL\xba\xbe";

/** The sizes that a header with its JSON area may have, which are also the places where the second copy may be. */
const headerSizesInBytes: readonly number[] = Array.from({ length: 9 }, (_, power) => 2 ** (14 + power));

const SMALLEST_IN_BYTES = 16 * 1024;
const LARGEST_IN_BYTES = 4 * 1024 * 1024;

/** The copy at the start of a volume; undefined where there is none. */
export async function readPrimary(volume: ByteSource): Promise<HeaderCopy | undefined> {
  return readCopy(volume, 0, PRIMARY_MAGIC);
}

/**
 * The second copy: behind the first where that can be believed, else at any place where one may be. The first with a
 * checksum that fits counts, as it does for cryptsetup.
 *
 * @see LUKS2 On-Disk Format Specification, version 1.1, "Metadata Recovery"
 */
export async function findSecondary(
  volume: ByteSource,
  primary?: HeaderCopy,
): Promise<HeaderCopy | undefined> {
  if (primary !== undefined && primary.damage === undefined) {
    return readCopy(volume, primary.headerSizeInBytes, SECONDARY_MAGIC);
  }
  let damaged: HeaderCopy | undefined;
  for (const offsetInBytes of headerSizesInBytes) {
    const copy = await readCopy(volume, offsetInBytes, SECONDARY_MAGIC);
    if (copy?.damage === undefined && copy !== undefined) return copy;
    damaged ??= copy;
  }
  return damaged;
}

async function readCopy(
  volume: ByteSource,
  offsetInBytes: number,
  magic: string,
): Promise<HeaderCopy | undefined> {
  const binary = await readWhole(volume, offsetInBytes, BINARY_HEADER_SIZE_IN_BYTES);
  if (binary?.toString("latin1", 0, 6) !== magic) return undefined;
  const version = binary.readUInt16BE(6);
  const size = Number(binary.readBigUInt64BE(8));
  const whole = headerSizesInBytes.includes(size) ? await readWhole(volume, offsetInBytes, size) : undefined;
  return {
    version,
    headerSizeInBytes: size,
    label: latin1Text(binary.subarray(24, 72)),
    uuid: latin1Text(binary.subarray(168, 208)),
    sequenceId: binary.readBigUInt64BE(16),
    damage: damageOf(binary, whole, offsetInBytes, magic === SECONDARY_MAGIC),
    doubt: doubtOf(binary, size),
    jsonArea: whole?.subarray(BINARY_HEADER_SIZE_IN_BYTES) ?? Buffer.alloc(0),
  };
}

function damageOf(
  binary: Buffer,
  whole: Buffer | undefined,
  offsetInBytes: number,
  isSecondary: boolean,
): string | undefined {
  const version = binary.readUInt16BE(6);
  const size = binary.readBigUInt64BE(8);
  const place = binary.readBigUInt64BE(256);
  if (version !== 2) return `it is of version ${version}`;
  if (place !== BigInt(offsetInBytes)) return `it says that it starts at byte ${place}`;
  if (size < BigInt(SMALLEST_IN_BYTES) || size > BigInt(LARGEST_IN_BYTES)) {
    return `it says that it has ${size} bytes`;
  }
  if (isSecondary && size !== BigInt(offsetInBytes)) return "its size does not fit its place";
  if (!headerSizesInBytes.includes(Number(size))) return undefined;
  return whole === undefined ? "it is cut off" : checksumDamage(whole);
}

/** cryptsetup goes by the size alone when it looks for the second copy, and has more kinds of checksum than are known here. */
function doubtOf(binary: Buffer, size: number): string | undefined {
  if (!headerSizesInBytes.includes(size)) return `it has ${size} bytes, which no header has`;
  return checksumMethod(binary.subarray(72, 104)) === undefined
    ? "its kind of checksum is not known"
    : undefined;
}

function checksumDamage(header: Buffer): string | undefined {
  const method = checksumMethod(header.subarray(72, 104));
  if (method === undefined) return undefined;
  const stored = Buffer.from(header.subarray(CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_SIZE_IN_BYTES));
  const covered = Buffer.from(header);
  covered.fill(0, CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_SIZE_IN_BYTES);
  const computed = createHash(method).update(covered).digest();
  return stored.subarray(0, computed.length).equals(computed) ? undefined : "its checksum does not fit";
}

function checksumMethod(field: Buffer): string | undefined {
  const [name] = field.toString("latin1", 0, field.length - 1).split("\0", 1);
  return ["sha1", "sha256", "sha512"].find((method) => method === name);
}
