import { hashSizeInBytes, keyMaterialSizeInBytes } from "../luks-ciphers";
import type { Digest, EncryptedSegment, KeySlot, Metadata, PassphraseSlot, Segment } from "./metadata";

/**
 * How the objects of a LUKS2 header have to fit together for cryptsetup to accept the header and to open a key slot.
 *
 * @see LUKS2 On-Disk Format Specification, version 1.1, "LUKS2 JSON Metadata"
 */
export function brokenRules(metadata: Metadata, headerSizeInBytes: number): readonly string[] {
  return rules.flatMap((rule) => rule(metadata, headerSizeInBytes));
}

/** One rule: what breaks it, in words. */
type Rule = (metadata: Metadata, headerSizeInBytes: number) => readonly string[];

const BINARY_HEADER_SIZE_IN_BYTES = 4096;
const LARGEST_KEY_SLOTS_AREA_IN_BYTES = 128n * 1024n * 1024n;
const SECTOR_SIZE_IN_BYTES = 512n;
const SALT_SIZE_IN_BYTES = 32;
const SHA1_SIZE_IN_BYTES = 20;

export const keySlotsOf = ({ keyslots }: Metadata): readonly (readonly [number, KeySlot])[] =>
  Object.entries(keyslots).map(([name, slot]) => [Number(name), slot]);

export const passphraseSlotsOf = (metadata: Metadata): readonly (readonly [number, PassphraseSlot])[] =>
  keySlotsOf(metadata).flatMap(([number, slot]) => (slot.type === "luks2" ? [[number, slot] as const] : []));

const segmentsOf = ({ segments }: Metadata): readonly (readonly [number, Segment])[] =>
  Object.entries(segments)
    .map(([name, segment]) => [Number(name), segment] as const)
    .sort(([a], [b]) => a - b);

const isBackup = ({ flags }: Segment): boolean => flags?.some((flag) => flag.startsWith("backup-")) === true;

/** The segments that say what is on the volume now; the others, where a re-encryption comes from and goes to. */
export const regularSegmentsOf = (metadata: Metadata): readonly (readonly [number, Segment])[] =>
  segmentsOf(metadata).filter(([, segment]) => !isBackup(segment));

export const encryptedSegmentsOf = (metadata: Metadata): readonly (readonly [number, EncryptedSegment])[] =>
  segmentsOf(metadata).flatMap(([number, segment]) =>
    segment.type === "crypt" ? [[number, segment] as const] : [],
  );

/** The digests that a key slot or a segment belongs to. */
export const digestsOf = (
  { digests }: Metadata,
  list: "keyslots" | "segments",
  number: number,
): readonly Digest[] => Object.values(digests).filter((digest) => digest[list].includes(String(number)));

/** Key slots and segments that don't lie behind the header with its two copies. */
export const areasEndAt = ({ config }: Metadata, headerSizeInBytes: number): bigint =>
  2n * BigInt(headerSizeInBytes) + config.keyslots_size;

const jsonSize: Rule = ({ config }, headerSizeInBytes) =>
  config.json_size === BigInt(headerSizeInBytes - BINARY_HEADER_SIZE_IN_BYTES)
    ? []
    : [`'config.json_size' is ${config.json_size}, and the header has ${headerSizeInBytes} bytes.`];

const keySlotsAreaSize: Rule = ({ config }) =>
  config.keyslots_size % 4096n === 0n && config.keyslots_size <= LARGEST_KEY_SLOTS_AREA_IN_BYTES
    ? []
    : [`'config.keyslots_size' is ${config.keyslots_size}, which no area for keys may have.`];

const dataBehindAreas: Rule = (metadata, headerSizeInBytes) => {
  const end = areasEndAt(metadata, headerSizeInBytes);
  // A segment at byte 0 is that of a detached header, whose data lie elsewhere.
  return regularSegmentsOf(metadata)
    .filter(([, { offset }]) => offset !== 0n && offset < end)
    .map(
      ([number]) =>
        `Segment ${number} starts in the header or in the area for keys, which ends at byte ${end}.`,
    );
};

const areasInside: Rule = (metadata, headerSizeInBytes) => {
  const start = 2n * BigInt(headerSizeInBytes);
  const end = areasEndAt(metadata, headerSizeInBytes);
  return keySlotsOf(metadata)
    .filter(([, { area }]) => area.size === 0n || area.offset < start || area.offset + area.size > end)
    .map(([number]) => `The area of key slot ${number} does not lie between bytes ${start} and ${end}.`);
};

const areasApart: Rule = (metadata) => {
  const sorted = [...keySlotsOf(metadata)].sort(([, a], [, b]) => (a.area.offset < b.area.offset ? -1 : 1));
  return sorted.flatMap(([number, { area }], index) => {
    const next = sorted[index + 1];
    return next !== undefined && area.offset + area.size > next[1].area.offset
      ? [`The areas of key slots ${number} and ${next[0]} overlap.`]
      : [];
  });
};

/** cryptsetup reads whole sectors, and as many as the key needs, whatever size the area says it has. */
const areasHoldKeys: Rule = (metadata) =>
  passphraseSlotsOf(metadata)
    .filter(
      ([, { area, key_size }]) =>
        area.offset % SECTOR_SIZE_IN_BYTES !== 0n || area.size < BigInt(keyMaterialSizeInBytes(key_size)),
    )
    .map(([number]) => `The area of key slot ${number} can't hold its key.`);

const referencesExist: Rule = ({ keyslots, segments, digests, tokens }) => [
  ...Object.entries(digests).flatMap(([name, digest]) => [
    ...missing(`Digest ${name}`, "key slot", digest.keyslots, keyslots),
    ...missing(`Digest ${name}`, "segment", digest.segments, segments),
  ]),
  ...Object.entries(tokens).flatMap(([name, token]) =>
    missing(`Token ${name}`, "key slot", token.keyslots, keyslots),
  ),
];

function missing(
  who: string,
  what: string,
  names: readonly string[],
  objects: Readonly<Record<string, unknown>>,
): readonly string[] {
  const absent = names.find((name) => !Object.hasOwn(objects, name));
  return absent === undefined ? [] : [`${who} names a ${what} that does not exist.`];
}

/** A slot without a digest ends cryptsetup's search, so that slots behind it don't open either. */
const keySlotsHaveOneDigest: Rule = (metadata) =>
  keySlotsOf(metadata).flatMap(([number, slot]) => {
    const { length } = digestsOf(metadata, "keyslots", number);
    if (length === 1 || (length === 0 && slot.type !== "luks2")) return [];
    return [`Key slot ${number} belongs to ${length === 0 ? "no digest" : `${length} digests`}.`];
  });

const segmentsHaveOneDigest: Rule = (metadata) =>
  encryptedSegmentsOf(metadata).flatMap(([number]) => {
    const { length } = digestsOf(metadata, "segments", number);
    return length === 1
      ? []
      : [`Segment ${number} belongs to ${length === 0 ? "no digest" : `${length} digests`}.`];
  });

const digestsFitHash: Rule = ({ digests }) =>
  Object.entries(digests).flatMap(([name, { hash, digest, salt }]) => {
    const size = bytesInBase64(digest);
    const fits = size === SHA1_SIZE_IN_BYTES || size === (hashSizeInBytes(hash) ?? size);
    return size !== undefined && fits && bytesInBase64(salt) === SALT_SIZE_IN_BYTES
      ? []
      : [`The salt or the digest of digest ${name} does not have the size it must have.`];
  });

const saltsOfKeySlots: Rule = (metadata) =>
  passphraseSlotsOf(metadata)
    .filter(([, { kdf }]) => typeof kdf.type === "string" && bytesInBase64(kdf.salt) !== SALT_SIZE_IN_BYTES)
    .map(([number]) => `The salt of key slot ${number} does not have ${SALT_SIZE_IN_BYTES} bytes.`);

function bytesInBase64(text: string): number | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes.length : undefined;
}

/** The slots of a digest hold the same key. */
const keySizesAgree: Rule = (metadata) =>
  Object.entries(metadata.digests).flatMap(([name, { keyslots }]) => {
    const sizes = passphraseSlotsOf(metadata)
      .filter(([number]) => keyslots.includes(String(number)))
      .map(([, { key_size }]) => key_size);
    return new Set(sizes).size <= 1 ? [] : [`The key slots of digest ${name} hold keys of several sizes.`];
  });

const segmentsNumbered: Rule = (metadata) => {
  const segments = segmentsOf(metadata);
  if (regularSegmentsOf(metadata).length === 0) return ["There is no segment for the data."];
  if (segments.some(([number], index) => number !== index))
    return ["The segments are not numbered one by one."];
  const firstBackup = segments.findIndex(([, segment]) => isBackup(segment));
  return segments.some(
    ([, segment], index) => firstBackup !== -1 && index > firstBackup && !isBackup(segment),
  )
    ? ["A segment for the data is numbered behind the backup of one."]
    : [];
};

const segmentSizes: Rule = (metadata) =>
  segmentsOf(metadata)
    .filter(([, { offset, size }]) => {
      if (size === "dynamic") return offset % SECTOR_SIZE_IN_BYTES !== 0n;
      return size === 0n || offset % SECTOR_SIZE_IN_BYTES !== 0n || size % SECTOR_SIZE_IN_BYTES !== 0n;
    })
    .map(([number]) => `Segment ${number} is not made of whole sectors of ${SECTOR_SIZE_IN_BYTES} bytes.`);

const segmentsApart: Rule = (metadata) => {
  const inOrder = regularSegmentsOf(metadata);
  const openEnded = inOrder.findIndex(([, { size }]) => size === "dynamic");
  if (openEnded !== -1 && openEnded !== inOrder.length - 1) {
    return ["A segment that reaches to the end of the volume is not the last one."];
  }
  const sorted = [...inOrder].sort(([, a], [, b]) => (a.offset < b.offset ? -1 : 1));
  return sorted.flatMap(([number, { offset, size }], index) => {
    const next = sorted[index + 1];
    if (next === undefined || (size !== "dynamic" && offset + size <= next[1].offset)) return [];
    return [`Segments ${number} and ${next[0]} overlap.`];
  });
};

const encryptionSectors: Rule = (metadata) =>
  encryptedSegmentsOf(metadata).flatMap(([number, { sector_size, size, iv_tweak }]) => {
    if (![512, 1024, 2048, 4096].includes(sector_size)) {
      return [
        `Segment ${number} has encrypted sectors of ${sector_size} bytes, which dm-crypt does not have.`,
      ];
    }
    const isWhole = size === "dynamic" || size % BigInt(sector_size) === 0n;
    return isWhole && iv_tweak % (BigInt(sector_size) / SECTOR_SIZE_IN_BYTES) === 0n
      ? []
      : [`Segment ${number} is not made of whole sectors of ${sector_size} bytes.`];
  });

const oneReencryption: Rule = ({ config }) => {
  const requirements = config.requirements?.mandatory ?? [];
  return requirements.filter((name) => /^online-reencrypt(?:-v\d+)?$/.test(name)).length > 1
    ? ["More than one re-encryption is said to be under way."]
    : [];
};

const rules: readonly Rule[] = [
  jsonSize,
  keySlotsAreaSize,
  dataBehindAreas,
  areasInside,
  areasApart,
  areasHoldKeys,
  referencesExist,
  keySlotsHaveOneDigest,
  segmentsHaveOneDigest,
  digestsFitHash,
  saltsOfKeySlots,
  keySizesAgree,
  segmentsNumbered,
  segmentSizes,
  segmentsApart,
  encryptionSectors,
  oneReencryption,
];
