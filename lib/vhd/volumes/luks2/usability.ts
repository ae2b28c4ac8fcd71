import { printable } from "../../text";
import { hashSizeInBytes, evaluateCipher, MOST_ITERATIONS, type CipherVerdict } from "../luks-ciphers";
import type { EncryptedSegment, Metadata, PassphraseSlot, Segment } from "./metadata";
import { encryptedSegmentsOf, keySlotsOf, passphraseSlotsOf, regularSegmentsOf } from "./rules";

/** What a sound header still says against opening its volume in a VM. */
export interface Usability {
  /** Why no VM can open it. */
  readonly defects: readonly string[];
  /** What nothing here knows. */
  readonly unknowns: readonly string[];
  readonly encryptsNothing: boolean;
  readonly isDetachedHeader: boolean;
}

/**
 * Evaluates what a sound header asks of whoever opens it, and where its data lie.
 *
 * @see LUKS2 On-Disk Format Specification, version 1.1, "Config Object", "Segments Object", "Keyslots Object"
 */
export function evaluateUsability(metadata: Metadata, volumeSizeInBytes: number): Usability {
  const ciphers = cipherVerdicts(metadata);
  const data = regularSegmentsOf(metadata);
  return {
    defects: [
      ...ciphers.flatMap(({ verdict, name, keySizeInBytes }) =>
        verdict === "wrong-key-size"
          ? [`A key of ${keySizeInBytes} bytes does not fit ${printable(name)}.`]
          : [],
      ),
      ...data.flatMap(([number, segment]) => dataDefects(number, segment, BigInt(volumeSizeInBytes))),
      ...hardwareDefects(metadata),
    ],
    unknowns: [
      ...unknownRequirements(metadata),
      ...unknownSegments(metadata),
      ...unknownKeySlots(metadata),
      ...unknownNames(
        "cipher",
        ciphers.flatMap(({ verdict, name }) => (verdict === "unknown" ? [name] : [])),
      ),
      ...unknownNames(
        "hash",
        hashesOf(metadata).filter((hash) => hashSizeInBytes(hash) === undefined),
      ),
    ],
    encryptsNothing: ciphers.some(({ verdict }) => verdict === "encrypts-nothing"),
    isDetachedHeader: data.some(([, { offset }]) => offset === 0n),
  };
}

/** Requirements that say that a re-encryption was begun, which is told apart. */
export const isReencryptionRequirement = (name: string): boolean =>
  /^(?:online|offline)-reencrypt(?:-v\d+)?$/.test(name);

const requirementsOf = ({ config }: Metadata): readonly string[] => config.requirements?.mandatory ?? [];

const isHardwareSegment = ({ type }: Segment): boolean =>
  typeof type !== "string" && type.other.startsWith("hw-opal");

function hardwareDefects(metadata: Metadata): readonly string[] {
  return requirementsOf(metadata).includes("opal") ||
    regularSegmentsOf(metadata).some(([, segment]) => isHardwareSegment(segment))
    ? ["The drive's own hardware (OPAL) encrypts the data, and a disk of Azure has no such hardware."]
    : [];
}

function unknownRequirements(metadata: Metadata): readonly string[] {
  return requirementsOf(metadata)
    .filter((name) => name !== "opal" && !isReencryptionRequirement(name))
    .map((name) => `The header requires '${printable(name)}', which is not known.`);
}

function unknownSegments(metadata: Metadata): readonly string[] {
  const segments = regularSegmentsOf(metadata);
  // A re-encryption splits the volume into several, and is told apart.
  const isReencryption = requirementsOf(metadata).some(isReencryptionRequirement);
  return [
    ...(segments.length > 1 && !isReencryption ? [`The volume has ${segments.length} segments.`] : []),
    ...segments.flatMap(([number, segment]) => {
      if (segment.type === "crypt") {
        return segment.integrity === undefined ? [] : [`Segment ${number} has integrity protection.`];
      }
      if (isHardwareSegment(segment) || (segment.type === "linear" && isReencryption)) return [];
      const type = segment.type === "linear" ? segment.type : segment.type.other;
      return [`Segment ${number} is of the type '${type}'.`];
    }),
  ];
}

function unknownKeySlots(metadata: Metadata): readonly string[] {
  return [
    ...keySlotsOf(metadata).flatMap(([number, { type }]) =>
      typeof type === "string" ? [] : [`Key slot ${number} is of the type '${type.other}'.`],
    ),
    ...passphraseSlotsOf(metadata).flatMap(([number, slot]) => costUnknowns(number, slot)),
    ...Object.entries(metadata.digests).flatMap(([name, { type, iterations }]) => [
      ...(type === "pbkdf2" ? [] : [`Digest ${name} is of the type '${printable(type)}'.`]),
      ...(iterations > MOST_ITERATIONS ? [`Digest ${name} takes ${iterations} rounds.`] : []),
    ]),
  ];
}

/** cryptsetup's own limits on what deriving a key may cost. */
const LARGEST_MEMORY_IN_KIB = 4 * 1024 * 1024;
const SMALLEST_MEMORY_IN_KIB = 32;
const MOST_THREADS = 4;
const MOST_PASSES = 1000;

function costUnknowns(number: number, { kdf }: PassphraseSlot): readonly string[] {
  if (kdf.type === "pbkdf2") {
    return kdf.iterations > MOST_ITERATIONS ? [`Key slot ${number} takes ${kdf.iterations} rounds.`] : [];
  }
  if (typeof kdf.type !== "string") return [`Key slot ${number} derives its key by '${kdf.type.other}'.`];
  const { memory, cpus, time } = kdf;
  const isUsual =
    memory >= SMALLEST_MEMORY_IN_KIB &&
    memory <= LARGEST_MEMORY_IN_KIB &&
    cpus <= MOST_THREADS &&
    time <= MOST_PASSES;
  return isUsual
    ? []
    : [`Key slot ${number} takes ${memory} KiB of memory, ${cpus} threads and ${time} passes.`];
}

interface EvaluatedCipher {
  readonly name: string;
  readonly keySizeInBytes: number;
  readonly verdict: CipherVerdict;
}

/** Of the data, with the key that opens them, and of the areas that hold the key. */
function cipherVerdicts(metadata: Metadata): readonly EvaluatedCipher[] {
  const slots = passphraseSlotsOf(metadata);
  const evaluated = (name: string, keySizeInBytes: number): EvaluatedCipher => ({
    name,
    keySizeInBytes,
    verdict: evaluateCipher(name, keySizeInBytes),
  });
  return [
    ...encryptedSegmentsOf(metadata).flatMap(([number, { encryption }]) =>
      keySizesOf(metadata, number).map((size) => evaluated(encryption, size)),
    ),
    ...slots.map(([, { area }]) => evaluated(area.encryption, area.key_size)),
  ];
}

/** The sizes of the keys that slots hold for a segment; without a slot, one that fits any cipher. */
function keySizesOf({ digests, keyslots }: Metadata, segment: number): readonly number[] {
  const names = Object.values(digests)
    .filter(({ segments }) => segments.includes(String(segment)))
    .flatMap((digest) => digest.keyslots);
  const sizes = names.flatMap((name) => {
    const slot = keyslots[name];
    return slot?.type === "luks2" ? [slot.key_size] : [];
  });
  return sizes.length === 0 ? [32] : [...new Set(sizes)];
}

function hashesOf(metadata: Metadata): readonly string[] {
  return [
    ...passphraseSlotsOf(metadata).flatMap(([, { kdf, af }]) =>
      kdf.type === "pbkdf2" ? [kdf.hash, af.hash] : [af.hash],
    ),
    ...Object.values(metadata.digests).map(({ hash }) => hash),
  ];
}

const unknownNames = (what: string, names: readonly string[]): readonly string[] =>
  [...new Set(names)].map((name) => `Whether the VM has the ${what} '${printable(name)}' is not known.`);

function dataDefects(number: number, segment: Segment, volumeSize: bigint): readonly string[] {
  const { offset, size } = segment;
  if (offset >= volumeSize || (size !== "dynamic" && offset + size > volumeSize)) {
    return [`Encrypted data at byte ${offset} reach beyond the volume's end.`];
  }
  return segment.type === "crypt" && size === "dynamic" ? partialSector(number, segment, volumeSize) : [];
}

function partialSector(
  number: number,
  { offset, sector_size }: EncryptedSegment,
  volumeSize: bigint,
): readonly string[] {
  return (volumeSize - offset) % BigInt(sector_size) === 0n
    ? []
    : [`The data of segment ${number} end within an encrypted sector of ${sector_size} bytes.`];
}
