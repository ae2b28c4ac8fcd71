import { readWhole, type ByteSource } from "../byte-source";
import { latin1Text, printable } from "../text";
import { wipedKeySlots } from "./key-material";
import {
  hashSizeInBytes,
  evaluateCipher,
  keyMaterialSizeInBytes,
  MOST_ITERATIONS,
  STRIPE_COUNT,
} from "./luks-ciphers";

/** A volume that dm-crypt encrypts with a header of LUKS version 1. */
export interface Luks1Volume {
  readonly kind: "luks1";
  readonly cipher: string;
  readonly mode: string;
  readonly hash: string;
  readonly keySizeInBytes: number;
  readonly payloadOffsetInBytes: number;
  readonly uuid: string;
  /** Numbers of the key slots that hold a passphrase. */
  readonly keySlots: readonly number[];
  /** Those of them whose key was wiped, so that nothing opens them. */
  readonly wipedKeySlots: readonly number[];
  /** The cipher copies the data as they are. */
  readonly encryptsNothing: boolean;
  /** The header alone: the data that it belongs to are on another device. */
  readonly isDetachedHeader: boolean;
  /** Why cryptsetup would not accept the header, or not open the volume. */
  readonly defects: readonly string[];
  /** What nothing here knows, so that whether the volume opens is open. */
  readonly unknowns: readonly string[];
}

const HEADER_SIZE_IN_BYTES = 592;
const SECTOR_SIZE_IN_BYTES = 512;
const SLOT_ENABLED = 0x00ac_71f3;
const SLOT_DISABLED = 0x0000_dead;
const SLOT_COUNT = 8;

interface KeySlot {
  readonly number: number;
  readonly state: number;
  readonly iterations: number;
  readonly offsetInBytes: number;
  readonly stripes: number;
}

interface Header {
  readonly cipher: string;
  readonly mode: string;
  readonly hash: string;
  readonly payloadOffsetInBytes: number;
  readonly keySizeInBytes: number;
  readonly digestIterations: number;
  readonly uuid: string;
  readonly slots: readonly KeySlot[];
}

/**
 * Reads a LUKS1 header, and holds it to the rules of the format. Salts, digests and key material stay where they are.
 *
 * @see LUKS On-Disk Format Specification, version 1.2.3, figure 1 "phdr" and figure 2 "key slot"
 */
export async function readLuks1(volume: ByteSource): Promise<Luks1Volume | undefined> {
  const bytes = await readWhole(volume, 0, HEADER_SIZE_IN_BYTES);
  if (bytes?.toString("latin1", 0, 6) !== "LUKS\xba\xbe" || bytes.readUInt16BE(6) !== 1) return undefined;
  const header = parseHeader(bytes);
  const { cipher, mode, hash, keySizeInBytes, payloadOffsetInBytes, uuid, slots } = header;
  return {
    kind: "luks1",
    cipher: printable(cipher),
    mode: printable(mode),
    hash: printable(hash),
    keySizeInBytes,
    payloadOffsetInBytes,
    uuid,
    keySlots: slots.filter(isEnabled).map(({ number }) => number),
    wipedKeySlots: await wipedKeySlots(
      volume,
      slots.filter(isEnabled).map(({ number, offsetInBytes }) => ({
        slot: number,
        offsetInBytes,
        sizeInBytes: keyMaterialSizeInBytes(keySizeInBytes),
      })),
    ),
    encryptsNothing: cipherVerdict(header) === "encrypts-nothing",
    isDetachedHeader: payloadOffsetInBytes === 0,
    defects: rules.flatMap((rule) => rule(header, volume.sizeInBytes)),
    unknowns: unknownsOf(header),
  };
}

function parseHeader(bytes: Buffer): Header {
  return {
    cipher: textField(bytes.subarray(8, 40)),
    mode: textField(bytes.subarray(40, 72)),
    hash: textField(bytes.subarray(72, 104)),
    payloadOffsetInBytes: bytes.readUInt32BE(104) * SECTOR_SIZE_IN_BYTES,
    keySizeInBytes: bytes.readUInt32BE(108),
    digestIterations: bytes.readUInt32BE(164),
    uuid: latin1Text(bytes.subarray(168, 208)),
    slots: Array.from({ length: SLOT_COUNT }, (_, number) => parseSlot(bytes, number)),
  };
}

function parseSlot(bytes: Buffer, number: number): KeySlot {
  const at = 208 + number * 48;
  return {
    number,
    state: bytes.readUInt32BE(at),
    iterations: bytes.readUInt32BE(at + 4),
    offsetInBytes: bytes.readUInt32BE(at + 40) * SECTOR_SIZE_IN_BYTES,
    stripes: bytes.readUInt32BE(at + 44),
  };
}

/** A field as cryptsetup compares it: up to its first NUL, which the last byte counts as in any case. */
function textField(field: Buffer): string {
  const text = field.toString("latin1", 0, field.length - 1);
  return text.split("\0", 1)[0] ?? "";
}

const isEnabled = ({ state }: KeySlot): boolean => state === SLOT_ENABLED;

const cipherVerdict = ({ cipher, mode, keySizeInBytes }: Header): ReturnType<typeof evaluateCipher> =>
  cipher.startsWith("cipher_null") ? "encrypts-nothing" : evaluateCipher(`${cipher}-${mode}`, keySizeInBytes);

/** One rule of the format: what breaks it, in words. */
type Rule = (header: Header, volumeSizeInBytes: number) => readonly string[];

const slotStates: Rule = ({ slots }) =>
  slots.flatMap(({ number, state }) =>
    state === SLOT_ENABLED || state === SLOT_DISABLED
      ? []
      : [`Key slot ${number} is neither in use nor free.`],
  );

const keySize: Rule = (header) =>
  cipherVerdict(header) === "wrong-key-size" || header.keySizeInBytes === 0
    ? [
        `A key of ${header.keySizeInBytes} bytes does not fit ${printable(`${header.cipher}-${header.mode}`)}.`,
      ]
    : [];

const iterations: Rule = ({ slots, digestIterations }) => [
  ...slots
    .filter((slot) => isEnabled(slot) && slot.iterations === 0)
    .map(({ number }) => `Key slot ${number} derives its key in 0 rounds.`),
  ...(digestIterations === 0 ? ["The digest of the volume key is made in 0 rounds."] : []),
];

const stripes: Rule = ({ slots }) =>
  slots
    .filter((slot) => slot.stripes !== STRIPE_COUNT)
    .map((slot) => `Key slot ${slot.number} has ${slot.stripes} stripes instead of ${STRIPE_COUNT}.`);

/** Free slots count as well: cryptsetup accepts no header in which any slot is out of place. */
const slotPlaces: Rule = ({ slots, keySizeInBytes, payloadOffsetInBytes }, volumeSizeInBytes) => {
  const dataAt =
    payloadOffsetInBytes === 0 ? volumeSizeInBytes : Math.min(payloadOffsetInBytes, volumeSizeInBytes);
  const length = keyMaterialSizeInBytes(keySizeInBytes);
  return slots.flatMap(({ number, offsetInBytes }) => {
    if (offsetInBytes < HEADER_SIZE_IN_BYTES)
      return [`The area of key slot ${number} lies in the header itself.`];
    return offsetInBytes + length > dataAt
      ? [`The area of key slot ${number} ends at byte ${offsetInBytes + length}, beyond the area for keys.`]
      : [];
  });
};

const slotOverlaps: Rule = ({ slots, keySizeInBytes }) => {
  const length = keyMaterialSizeInBytes(keySizeInBytes);
  const sorted = [...slots].sort((a, b) => a.offsetInBytes - b.offsetInBytes);
  return sorted.flatMap((slot, index) => {
    const next = sorted[index + 1];
    return next !== undefined && slot.offsetInBytes + length > next.offsetInBytes
      ? [`The areas of key slots ${slot.number} and ${next.number} overlap.`]
      : [];
  });
};

const dataInside: Rule = ({ payloadOffsetInBytes }, volumeSizeInBytes) =>
  payloadOffsetInBytes >= volumeSizeInBytes
    ? [`The encrypted data starts at byte ${payloadOffsetInBytes}, beyond the volume's end.`]
    : [];

const rules: readonly Rule[] = [
  slotStates,
  keySize,
  iterations,
  stripes,
  slotPlaces,
  slotOverlaps,
  dataInside,
];

function unknownsOf(header: Header): readonly string[] {
  const { cipher, mode, hash, slots, digestIterations } = header;
  const rounds = Math.max(digestIterations, ...slots.filter(isEnabled).map((slot) => slot.iterations));
  return [
    ...(cipherVerdict(header) === "unknown"
      ? [`Whether the VM's kernel has the cipher '${printable(`${cipher}-${mode}`)}' is not known.`]
      : []),
    ...(hashSizeInBytes(hash) === undefined
      ? [`Whether the VM's cryptsetup has the hash '${printable(hash)}' is not known.`]
      : []),
    ...(rounds > MOST_ITERATIONS
      ? [`To derive the key takes ${rounds} rounds, which may take minutes.`]
      : []),
  ];
}
