/**
 * Text that somebody wrote on a disk, made safe to show: it ends at the first NUL, and what a terminal would obey
 * (control characters, direction marks) is replaced.
 */
export function printable(text: string): string {
  const [beforeNul = ""] = text.split("\0", 1);
  return beforeNul.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, "\u{fffd}").trimEnd();
}

/** Text of one byte a character. */
export function latin1Text(bytes: Uint8Array): string {
  return printable(Buffer.from(bytes).toString("latin1"));
}

/** Text in UTF-8. */
export function utf8Text(bytes: Uint8Array): string {
  return printable(Buffer.from(bytes).toString("utf8"));
}

/** Text in UTF-16, the low byte first. */
export function utf16LittleEndianText(bytes: Uint8Array): string {
  return printable(Buffer.from(bytes).toString("utf16le"));
}

/** Text in UTF-16, the high byte first, as VHD has it. */
export function utf16BigEndianText(bytes: Uint8Array): string {
  const even = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  return printable(even.swap16().toString("utf16le"));
}

/** A number of bytes for people: `30 MiB`, `127 GiB`; with the exact number where it isn't a whole one. */
export function sizeText(sizeInBytes: number): string {
  for (const [unit, unitInBytes] of units) {
    if (sizeInBytes >= unitInBytes) {
      const exact = sizeInBytes % unitInBytes === 0;
      const amount = sizeInBytes / unitInBytes;
      if (exact) return `${grouped(amount)} ${unit}`;
      if (amount >= 10 || unit === "KiB") {
        return `${amount.toFixed(1)} ${unit} (${grouped(sizeInBytes)} bytes)`;
      }
    }
  }
  return sizeInBytes === 1 ? "1 byte" : `${grouped(sizeInBytes)} bytes`;
}

const units: readonly (readonly [string, number])[] = [
  ["TiB", 2 ** 40],
  ["GiB", 2 ** 30],
  ["MiB", 2 ** 20],
  ["KiB", 2 ** 10],
];

/** A whole number with commas between thousands, whatever the machine's language. */
export function grouped(number: number): string {
  return number.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** For the start of a sentence. */
export function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
