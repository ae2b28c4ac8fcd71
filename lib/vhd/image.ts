import { readUpTo, readWhole, type ByteSource } from "./byte-source";
import {
  DYNAMIC_HEADER_SIZE_IN_BYTES,
  parseDynamicHeader,
  readParent,
  type VhdDynamicHeader,
  type VhdParent,
} from "./dynamic-header";
import { FOOTER_SIZE_IN_BYTES, OLD_FOOTER_SIZE_IN_BYTES, parseFooter, type VhdFooter } from "./footer";

/** Where the footer that counts was found. */
export type FooterPlace =
  /** The last 512 bytes, where it belongs. */
  | "end"
  /** The last 511 bytes, as Virtual PC wrote it before 2004. */
  | "end-511-bytes"
  /** Followed by bytes that don't belong to the VHD. */
  | "before-end"
  /** The copy at the start, since the one at the end is missing or damaged. */
  | "copy-at-start";

/** A VHD taken apart: its footers and its header. What is on the disk inside comes later. */
export interface VhdImage {
  readonly footer: VhdFooter;
  readonly footerPlace: FooterPlace;
  /** Bytes of the file in front of the footer that belong to it. */
  readonly dataSizeInBytes: number;
  /** Bytes after the footer. */
  readonly trailingBytes: number;
  /** How the copy at the start of a dynamic or differencing disk compares; undefined for a fixed disk, which has none. */
  readonly footerCopy?: "agrees" | "differs" | "damaged" | "missing";
  readonly header?: VhdDynamicHeader;
  /** Of a differencing disk. */
  readonly parent?: VhdParent;
}

/** How far before the end a footer is looked for. */
const TAIL_SIZE_IN_BYTES = 64 * 1024;

interface FoundFooter {
  readonly bytes: Buffer;
  readonly footer: VhdFooter;
  readonly place: FooterPlace;
  readonly offsetInBytes: number;
}

/** Takes a VHD apart; undefined for a file that has no footer of a VHD anywhere. */
export async function readVhdImage(source: ByteSource): Promise<VhdImage | undefined> {
  const atEnd = await findFooterAtEnd(source);
  const atStart = await findFooterAtStart(source);
  const found = betterOf(atEnd, atStart);
  if (found === undefined) return undefined;
  const { footer, place, offsetInBytes } = found;
  const base = {
    footer,
    footerPlace: place,
    dataSizeInBytes: place === "copy-at-start" ? source.sizeInBytes : offsetInBytes,
    trailingBytes: place === "before-end" ? source.sizeInBytes - offsetInBytes - FOOTER_SIZE_IN_BYTES : 0,
  };
  if (footer.diskType === "fixed" || typeof footer.diskType !== "string") return base;

  const footerCopy = compareCopy(atEnd, atStart);
  const bytes = await readUpTo(source, footer.headerOffsetInBytes ?? -1, DYNAMIC_HEADER_SIZE_IN_BYTES);
  const header = parseDynamicHeader(bytes);
  if (header === undefined) return { ...base, footerCopy };
  if (footer.diskType === "dynamic") return { ...base, footerCopy, header };
  return { ...base, footerCopy, header, parent: await readParent(source, bytes) };
}

async function findFooterAtEnd(source: ByteSource): Promise<FoundFooter | undefined> {
  const { sizeInBytes } = source;
  const places: readonly (readonly [FooterPlace, number])[] = [
    ["end", FOOTER_SIZE_IN_BYTES],
    ["end-511-bytes", OLD_FOOTER_SIZE_IN_BYTES],
  ];
  for (const [place, length] of places) {
    const offsetInBytes = sizeInBytes - length;
    const bytes = await readWhole(source, offsetInBytes, length);
    const footer = bytes === undefined ? undefined : parseFooter(bytes);
    if (bytes !== undefined && footer !== undefined) return { bytes, footer, place, offsetInBytes };
  }
  return findFooterInTail(source);
}

/** A footer with something after it: a file that was copied with padding, or appended to. */
async function findFooterInTail(source: ByteSource): Promise<FoundFooter | undefined> {
  const start = Math.max(Math.floor((source.sizeInBytes - TAIL_SIZE_IN_BYTES) / 512) * 512, 512);
  const tail = await readUpTo(source, start, 2 * TAIL_SIZE_IN_BYTES);
  const last = Math.floor((tail.length - FOOTER_SIZE_IN_BYTES) / 512) * 512;
  for (let at = last; at >= 0; at -= 512) {
    const bytes = tail.subarray(at, at + FOOTER_SIZE_IN_BYTES);
    const footer = parseFooter(bytes);
    // Without a checksum that fits, these may be the words of any document.
    if (footer?.checksum.valid === true) {
      return { bytes, footer, place: "before-end", offsetInBytes: start + at };
    }
  }
  return undefined;
}

async function findFooterAtStart(source: ByteSource): Promise<FoundFooter | undefined> {
  const bytes = await readWhole(source, 0, FOOTER_SIZE_IN_BYTES);
  const footer = bytes === undefined ? undefined : parseFooter(bytes);
  if (bytes === undefined || footer === undefined) return undefined;
  return { bytes, footer, place: "copy-at-start", offsetInBytes: 0 };
}

function betterOf(atEnd?: FoundFooter, atStart?: FoundFooter): FoundFooter | undefined {
  if (atEnd?.footer.checksum.valid === true || atStart === undefined) return atEnd;
  if (atEnd === undefined) return atStart;
  return atStart.footer.checksum.valid ? atStart : atEnd;
}

function compareCopy(
  atEnd?: FoundFooter,
  atStart?: FoundFooter,
): "agrees" | "differs" | "damaged" | "missing" {
  if (atStart === undefined || atEnd === undefined) return "missing";
  if (!atStart.footer.checksum.valid) return "damaged";
  const length = Math.min(atEnd.bytes.length, atStart.bytes.length);
  return atEnd.bytes.subarray(0, length).equals(atStart.bytes.subarray(0, length)) ? "agrees" : "differs";
}
