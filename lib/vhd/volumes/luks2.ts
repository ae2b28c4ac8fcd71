import type { ByteSource } from "../byte-source";
import { printable } from "../text";
import { wipedKeySlots, type KeyArea } from "./key-material";
import { keyMaterialSizeInBytes } from "./luks-ciphers";
import { findSecondary, readPrimary, type HeaderCopy } from "./luks2/header-copy";
import { readJsonArea } from "./luks2/json-area";
import { parseMetadata, type KeySlot, type Metadata } from "./luks2/metadata";
import {
  areasEndAt,
  brokenRules,
  digestsOf,
  keySlotsOf,
  passphraseSlotsOf,
  regularSegmentsOf,
} from "./luks2/rules";
import { isReencryptionRequirement, evaluateUsability, type Usability } from "./luks2/usability";

/** A volume that dm-crypt encrypts with a header of LUKS version 2. */
export interface Luks2Volume {
  readonly kind: "luks2";
  readonly label?: string;
  readonly uuid: string;
  /** Counts the changes of the header; the copy with the higher number counts. */
  readonly sequenceId: number;
  /** How the two copies of the header compare, checksums and metadata alike. */
  readonly headerCopies: "agree" | "differ" | "only-primary" | "only-secondary" | "none-valid";
  readonly segments: readonly Luks2Segment[];
  readonly keySlots: readonly Luks2KeySlot[];
  /** Numbers of those whose key was wiped, so that nothing opens them. */
  readonly wipedKeySlots: readonly number[];
  /** Types of the tokens: `systemd-tpm2`, `clevis`, `luks2-keyring` ... */
  readonly tokenTypes: readonly string[];
  /** An encryption, decryption or change of key was begun and not ended. */
  readonly isInReencryption: boolean;
  /** The cipher copies the data as they are. */
  readonly encryptsNothing: boolean;
  /** The header alone: the data that it belongs to are on another device. */
  readonly isDetachedHeader: boolean;
  /** Why cryptsetup would not accept the header, or not open the volume. */
  readonly defects: readonly string[];
  /** What nothing here knows, so that whether the volume opens is open. */
  readonly unknowns: readonly string[];
  /** What is wrong with a copy of the header while the other one is sound. */
  readonly copyDamage?: string;
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
  /** Whether it holds the key of the volume's data, and is tried without being named. */
  readonly opensData: boolean;
}

/** A copy of the header with what its metadata say. */
interface EvaluatedCopy {
  readonly header: HeaderCopy;
  readonly metadata?: Metadata;
  /** Why cryptsetup passes this copy over; none where it would go by it. */
  readonly damage: readonly string[];
  /** Why it would not open the volume by this copy. */
  readonly defects: readonly string[];
}

/**
 * Reads a LUKS2 header: both copies, their checksums, and the JSON area, held to the rules of the format. Salts, digests
 * and key material stay where they are.
 *
 * @see LUKS2 On-Disk Format Specification, version 1.1, "Binary Header", "LUKS2 JSON Metadata", "Metadata Recovery"
 */
export async function readLuks2(volume: ByteSource): Promise<Luks2Volume | undefined> {
  const primary = evaluated(await readPrimary(volume), volume);
  const secondary = evaluated(await findSecondary(volume, primary?.header), volume);
  const best = chosen(primary, secondary);
  if (best === undefined) return undefined;
  const { header, metadata } = best;
  const usability = metadata === undefined ? nothingKnown : evaluateUsability(metadata, volume.sizeInBytes);
  const copies = compare(primary, secondary);
  return {
    kind: "luks2",
    ...(header.label === "" ? {} : { label: header.label }),
    uuid: header.uuid,
    sequenceId: Number(header.sequenceId),
    headerCopies: copies,
    ...(metadata === undefined ? nothingDescribed : describe(metadata)),
    wipedKeySlots: metadata === undefined ? [] : await wipedKeySlots(volume, keyAreasOf(metadata)),
    ...usability,
    defects: [
      ...(copies === "none-valid" ? bothDamaged(primary, secondary) : []),
      ...best.defects,
      ...usability.defects,
    ],
    unknowns: [...versionUnknowns(primary), ...usability.unknowns],
    ...(copies === "agree" || copies === "none-valid"
      ? {}
      : { copyDamage: copyDamage(copies, primary, secondary) }),
  };
}

const nothingKnown: Usability = {
  defects: [],
  unknowns: [],
  encryptsNothing: false,
  isDetachedHeader: false,
};
const nothingDescribed = { segments: [], keySlots: [], tokenTypes: [], isInReencryption: false } as const;

/**
 * What a copy is worth. cryptsetup goes by a copy as soon as its own rules let it pass, and looks no further where that
 * opens nothing; so only what it certainly refuses makes way for the other copy.
 */
function evaluated(header: HeaderCopy | undefined, volume: ByteSource): EvaluatedCopy | undefined {
  if (header === undefined) return undefined;
  const damage = header.damage === undefined ? [] : [`${header.damage}.`];
  const doubts = header.doubt === undefined ? [] : [`The header is not sound: ${header.doubt}.`];
  const area = readJsonArea(header.jsonArea);
  if (area.kind === "unreadable") {
    const text = `Its JSON area can't be read: ${area.because}.`;
    return area.isCertain
      ? { header, damage: [...damage, text], defects: doubts }
      : { header, damage, defects: [...doubts, text] };
  }
  const parsed = parseMetadata(area.value);
  if (parsed.kind === "malformed") return { header, damage, defects: [...doubts, ...parsed.reasons] };
  const { metadata } = parsed;
  const broken = brokenRules(metadata, header.headerSizeInBytes);
  const end = areasEndAt(metadata, header.headerSizeInBytes);
  const short =
    end > BigInt(volume.sizeInBytes)
      ? [`The area for keys ends at byte ${end}, beyond the volume's end.`]
      : [];
  return { header, metadata, damage, defects: [...doubts, ...broken, ...short] };
}

const keyAreasOf = (metadata: Metadata): readonly KeyArea[] =>
  passphraseSlotsOf(metadata).map(([slot, { area, key_size }]) => ({
    slot,
    offsetInBytes: Number(area.offset),
    sizeInBytes: keyMaterialSizeInBytes(key_size),
  }));

const counts = (copy: EvaluatedCopy | undefined): copy is EvaluatedCopy => copy?.damage.length === 0;

/** The one that cryptsetup goes by; where it would take none, the one that tells most. */
function chosen(primary?: EvaluatedCopy, secondary?: EvaluatedCopy): EvaluatedCopy | undefined {
  const copies: readonly (EvaluatedCopy | undefined)[] = [primary, secondary];
  if (counts(primary) && counts(secondary)) {
    return secondary.header.sequenceId > primary.header.sequenceId ? secondary : primary;
  }
  return (
    copies.find(counts) ?? copies.find((copy) => copy?.metadata !== undefined) ?? copies.find((copy) => copy)
  );
}

function compare(primary?: EvaluatedCopy, secondary?: EvaluatedCopy): Luks2Volume["headerCopies"] {
  if (!counts(primary)) return counts(secondary) ? "only-secondary" : "none-valid";
  if (!counts(secondary)) return "only-primary";
  const [first, second] = [primary.header, secondary.header];
  return first.sequenceId === second.sequenceId && first.jsonArea.equals(second.jsonArea)
    ? "agree"
    : "differ";
}

/** cryptsetup does not look for a second copy where the first one says that it is of another version. */
function versionUnknowns(primary?: EvaluatedCopy): readonly string[] {
  const version = primary?.header.version;
  return version === undefined || version === 2
    ? []
    : [`The first copy of the header is of version ${version}, which is not known.`];
}

function bothDamaged(primary?: EvaluatedCopy, secondary?: EvaluatedCopy): readonly string[] {
  const [first, second] = [reason(primary), reason(secondary)];
  return first === second
    ? [`Neither copy of the header is sound: ${first}`]
    : [`The first copy of the header is not sound: ${first}`, `The second copy is not sound: ${second}`];
}

const reason = (copy?: EvaluatedCopy): string => copy?.damage.join(" ") ?? "it is not there.";

function copyDamage(
  copies: "differ" | "only-primary" | "only-secondary",
  primary?: EvaluatedCopy,
  secondary?: EvaluatedCopy,
): string {
  switch (copies) {
    case "differ":
      return "The two copies of the header differ; the newer one counts, or the first where they have the same number.";
    case "only-primary":
      return `The second copy of the header is missing or damaged: ${reason(secondary)}`;
    case "only-secondary":
      return `The first copy of the header is missing or damaged: ${reason(primary)}`;
  }
}

type Described = Pick<Luks2Volume, "segments" | "keySlots" | "tokenTypes" | "isInReencryption">;

function describe(metadata: Metadata): Described {
  return {
    segments: regularSegmentsOf(metadata).map(([, segment]) => ({
      type: typeof segment.type === "string" ? segment.type : segment.type.other,
      ...(segment.type === "crypt" ? { cipher: printable(segment.encryption) } : {}),
      offsetInBytes: Number(segment.offset),
      ...(segment.size === "dynamic" ? {} : { sizeInBytes: Number(segment.size) }),
      ...(segment.type === "crypt" ? { sectorSizeInBytes: segment.sector_size } : {}),
    })),
    keySlots: keySlotsOf(metadata).map(([number, slot]) => ({
      number,
      type: typeof slot.type === "string" ? slot.type : slot.type.other,
      keySizeInBytes: slot.key_size,
      ...(slot.type === "luks2"
        ? { keyDerivation: typeof slot.kdf.type === "string" ? slot.kdf.type : slot.kdf.type.other }
        : {}),
      opensData: opensData(metadata, number, slot),
    })),
    tokenTypes: Object.values(metadata.tokens).map(({ type }) => printable(type)),
    isInReencryption: isInReencryption(metadata),
  };
}

/** A slot that belongs to no segment is unbound: it holds some other key, whoever knows its passphrase. */
function opensData(metadata: Metadata, number: number, slot: KeySlot): boolean {
  if (slot.type !== "luks2" || slot.priority === 0) return false;
  const segments = regularSegmentsOf(metadata).map(([segment]) => String(segment));
  return digestsOf(metadata, "keyslots", number).some((digest) =>
    segments.some((segment) => digest.segments.includes(segment)),
  );
}

/** While data is re-encrypted, a segment carries the flag, and the header a requirement that old programs stop at. */
function isInReencryption(metadata: Metadata): boolean {
  return (
    Object.values(metadata.segments).some(({ flags }) => flags?.includes("in-reencryption") === true) ||
    keySlotsOf(metadata).some(([, { type }]) => type === "reencrypt") ||
    (metadata.config.requirements?.mandatory ?? []).some(isReencryptionRequirement)
  );
}
