import { RunbookError } from "@runbooks/azure";

/** What files of other formats begin with, and what to do about each. */
const otherFormats: readonly (readonly [magic: readonly number[], what: string, hint: string])[] = [
  [
    [0x50, 0x4b, 0x03, 0x04],
    "a spreadsheet (.xlsx) or another ZIP archive",
    "Save a spreadsheet as CSV UTF-8, and unpack an archive.",
  ],
  [[0xd0, 0xcf, 0x11, 0xe0], "a spreadsheet (.xls)", "Save it as CSV UTF-8."],
  [[0x1f, 0x8b], "compressed", "Unpack it, as gunzip does."],
  [
    [0x50, 0x41, 0x52, 0x31],
    "a Parquet file",
    "Give exports as JSON or CSV; a snapshot of a fleet is opened by openFleet.",
  ],
];

/**
 * The text of an exported file, whatever wrote it: UTF-8 with or without a byte-order mark, or UTF-16, which Windows PowerShell writes where a
 * command's output is redirected with `>`. Without the colours of `-o jsonc`.
 *
 * @throws RunbookError `FileUnreadable` for a file that is no text, that is empty, or whose letters are of an older encoding: ids would not be the same
 *   as in other files.
 */
export function exportedText(bytes: Uint8Array, fileName: string): string {
  for (const [magic, what, hint] of otherFormats)
    if (magic.every((byte, index) => bytes[index] === byte)) throw unreadable(`${fileName} is ${what}`, hint);
  const text = decoded(bytes, fileName).replace(colours, "");
  if (text.includes("\0")) {
    throw unreadable(
      `${fileName} is no text, or has no byte-order mark`,
      "Export it again, as JSON or as CSV in UTF-8.",
    );
  }
  if (text.trim() !== "") return text;
  throw unreadable(
    `${fileName} is empty`,
    "Export it again, and look whether the command that wrote it ended with an error.",
  );
}

const colours = new RegExp(`${String.fromCharCode(0x1b)}\\[[0-9;]*m`, "g");

function decoded(bytes: Uint8Array, fileName: string): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw unreadable(
      `${fileName} is no UTF-8, or it is cut off`,
      "Export it again; from a spreadsheet, save it as CSV UTF-8.",
      cause,
    );
  }
}

const unreadable = (message: string, hint: string, cause?: unknown): RunbookError =>
  new RunbookError("FileUnreadable", `${message}.`, hint, { cause });
