import { RunbookError, Redacted } from "@runbooks/azure";

/** `bek`: the external key file that BitLocker wrote. `passphrase`: what unlocks a LUKS volume. */
export type KeyMaterialKind = "bek" | "passphrase";

/** What a BitLocker external key file says of itself. None of it is secret: the volume's own metadata names the same identifier. */
export interface ExternalKey {
  /** GUID of the key protector that this file opens, in upper case: `manage-bde -protectors -get` shows it as the numerical id. */
  readonly identifier: string;
  readonly createdOn: Date;
}

/**
 * The key of a volume that the operator brings: it lives in this type from the file to the vault.
 *
 * Like every {@link Redacted} value it is shown nowhere, and `dispose` overwrites it with zeros.
 */
export class KeyMaterial extends Redacted<Uint8Array> {
  readonly #kind: KeyMaterialKind;
  readonly #lengthInBytes: number;
  readonly #externalKey: ExternalKey | undefined;

  /** @param bytes - owned by the new value from here on: `dispose` overwrites them. */
  constructor(kind: KeyMaterialKind, bytes: Uint8Array, externalKey?: ExternalKey) {
    super(bytes);
    this.#kind = kind;
    this.#lengthInBytes = bytes.length;
    this.#externalKey = externalKey;
  }

  get kind(): KeyMaterialKind {
    return this.#kind;
  }

  /** Not secret: a wrapped key's limit is checked by it. */
  get lengthInBytes(): number {
    return this.#lengthInBytes;
  }

  /** Absent for a passphrase. */
  get externalKey(): ExternalKey | undefined {
    return this.#externalKey;
  }
}

/** The longest passphrase that cryptsetup takes from a keyboard (`MAX_PASSPHRASE`, cryptsetup's manual, "Passphrase processing"). */
const LONGEST_PASSPHRASE_IN_BYTES = 512;

/**
 * The passphrase of a LUKS volume.
 *
 * The platform writes its bytes into the file `LinuxPassPhraseFileName`, and the initramfs hands that file to cryptsetup byte by byte: a
 * line break in it would be part of the passphrase.
 *
 * @throws RunbookError `KeyMaterialUnusable` for an empty text, one with a line break or a zero byte, and one that is too long.
 * @see "Azure Disk Encryption sample scripts for Linux", 2025-09-23
 */
export function keyMaterialFromPassphrase(text: string): KeyMaterial {
  const bytes = Buffer.from(text, "utf8");
  const wrong = passphraseFault(text, bytes.length);
  if (wrong === undefined) return new KeyMaterial("passphrase", bytes);
  bytes.fill(0);
  throw new RunbookError(
    "KeyMaterialUnusable",
    `The passphrase ${wrong}.`,
    "Give the passphrase as it was typed when the volume was encrypted, without a line break at its end.",
  );
}

function passphraseFault(text: string, lengthInBytes: number): string | undefined {
  if (text === "") return "is empty";
  if (/[\r\n]/.test(text)) return "contains a line break, which would be taken for a part of it";
  if (text.includes("\0")) return "contains a zero byte";
  if (lengthInBytes > LONGEST_PASSPHRASE_IN_BYTES)
    return `has ${lengthInBytes} bytes; cryptsetup takes at most ${LONGEST_PASSPHRASE_IN_BYTES} from a keyboard`;
  return undefined;
}

/** Sizes and numbers of a BitLocker external key file. libyal/libbde, "BitLocker Drive Encryption (BDE) format", BEK file. */
const bek = {
  headerSizeInBytes: 48,
  entryHeaderSizeInBytes: 8,
  version: 1,
  startupKeyEntry: 0x0006,
  externalKeyValue: 0x0009,
  /** Common is 156 bytes; far above it, it is another kind of file. */
  largestInBytes: 4096,
} as const;

/**
 * The external key that BitLocker wrote into a `.bek` file (`manage-bde -on C: -startupkey D:`).
 *
 * @param bytes - the whole file; owned by the answer from here on.
 * @param name - of the file, for the error.
 * @throws RunbookError `KeyMaterialUnusable` for a file that is not a whole external key file; it never quotes its bytes.
 * @see libyal/libbde, "BitLocker Drive Encryption (BDE) format", section "BitLocker External Key (BEK) file"
 */
export function keyMaterialFromBek(bytes: Uint8Array, name: string): KeyMaterial {
  const found = readExternalKey(bytes);
  if (typeof found !== "string") return new KeyMaterial("bek", bytes, found);
  bytes.fill(0);
  throw new RunbookError(
    "KeyMaterialUnusable",
    `${name} is not a BitLocker external key file: ${found}.`,
    "Give the .BEK file that manage-bde wrote with -startupkey; it is hidden, and named by its GUID.",
  );
}

/** What an external key file says of itself, or in a few words what is wrong with it. Never its key. */
export function readExternalKey(bytes: Uint8Array): ExternalKey | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entry = bek.headerSizeInBytes;
  // Header, one entry's header, and the external key's identifier and time.
  if (bytes.length < entry + bek.entryHeaderSizeInBytes + 24) return `it has ${bytes.length} bytes, too few`;
  if (bytes.length > bek.largestInBytes) return `it has ${bytes.length} bytes, too many`;
  if (view.getUint32(4, true) !== bek.version || view.getUint32(8, true) !== bek.headerSizeInBytes)
    return "it does not begin with its header";
  const size = view.getUint32(0, true);
  if (size !== view.getUint32(12, true)) return "its header states two sizes";
  if (size !== bytes.length) return `its header states ${size} bytes, the file has ${bytes.length}`;
  if (
    view.getUint16(entry + 2, true) !== bek.startupKeyEntry ||
    view.getUint16(entry + 4, true) !== bek.externalKeyValue
  )
    return "it holds no startup key";
  if (view.getUint16(entry, true) !== size - entry) return "its startup key is cut off";
  return {
    identifier: guidAt(bytes, entry + bek.entryHeaderSizeInBytes),
    createdOn: dateOfFileTime(view.getBigUint64(entry + bek.entryHeaderSizeInBytes + 16, true)),
  };
}

/** A GUID as Windows stores it: three parts with the low byte first, two as they are. */
function guidAt(bytes: Uint8Array, offset: number): string {
  const hex = (from: number, to: number, order: 1 | -1): string => {
    const part = [...bytes.subarray(offset + from, offset + to)].map((byte) =>
      byte.toString(16).padStart(2, "0"),
    );
    return (order === 1 ? part : part.reverse()).join("");
  };
  return [hex(0, 4, -1), hex(4, 6, -1), hex(6, 8, -1), hex(8, 10, 1), hex(10, 16, 1)].join("-").toUpperCase();
}

/** A FILETIME counts 100 nanoseconds from the year 1601. */
function dateOfFileTime(fileTime: bigint): Date {
  const FROM_1601_TO_1970_IN_MS = 11_644_473_600_000n;
  return new Date(Number(fileTime / 10_000n - FROM_1601_TO_1970_IN_MS));
}
