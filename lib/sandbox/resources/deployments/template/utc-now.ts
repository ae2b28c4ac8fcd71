import { languageError } from "../expressions/language-error";

const parts: Readonly<Record<string, (iso: string) => string>> = {
  yyyy: (iso) => iso.slice(0, 4),
  yy: (iso) => iso.slice(2, 4),
  MM: (iso) => iso.slice(5, 7),
  dd: (iso) => iso.slice(8, 10),
  HH: (iso) => iso.slice(11, 13),
  mm: (iso) => iso.slice(14, 16),
  ss: (iso) => iso.slice(17, 19),
  fff: (iso) => iso.slice(20, 23),
};

/**
 * A time as `utcNow(format)` writes it, for formats of digits: `yyyyMMddTHHmmssZ` is the one where none is asked for.
 *
 * @throws TemplateLanguageError for a format with words (a month's name) or one that is named by a letter.
 */
export function formattedTime(time: Date, format: string): string {
  const iso = time.toISOString();
  return format.replace(/[a-zA-Z]+/g, (word) => {
    const written = word.replace(/yyyy|yy|MM|dd|HH|mm|ss|fff/g, (part) => parts[part]?.(iso) ?? part);
    // T and Z stand for themselves; any other letter would be one that is not understood.
    if (/^[\dTZ]*$/.test(written) && format.length > 1) return written;
    throw languageError(`(sandbox) The time format '${format}' is not supported by the sandbox.`);
  });
}
