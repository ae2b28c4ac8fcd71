import type { VhdFooter } from "./footer";

const MEBIBYTE = 1024 * 1024;
/** 20 MiB is the least that Azure takes; see upload-size.ts. */
const SMALLEST_DISK_IN_BYTES = 20 * MEBIBYTE;

/** A word for bash, quoted where it has to be. */
export function shellWord(word: string): string {
  // A name that starts with a dash would be taken for an option.
  const safe = word.startsWith("-") ? `./${word}` : word;
  if (/^[\w./:=+@%-]+$/.test(safe)) return safe;
  const quoted = safe.replaceAll("'", String.raw`'\''`);
  // What a terminal would obey is spelled out.
  return /\p{Cc}/u.test(safe)
    ? `$'${safe.replace(/[\p{Cc}\\']/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`)}'`
    : `'${quoted}'`;
}

/** The size that a disk has to be brought to: whole MiB, and no less than Azure takes. */
export function uploadableDiskSize(diskSizeInBytes: number): number {
  return Math.ceil(Math.max(diskSizeInBytes, SMALLEST_DISK_IN_BYTES) / MEBIBYTE) * MEBIBYTE;
}

/**
 * The largest VHD that `qemu-img` reads or writes.
 *
 * @see QEMU 10.0, block/vpc.c, `VHD_MAX_SECTORS`: "max size is 2040 GiB"
 */
const LARGEST_OF_QEMU_IN_BYTES = 2040 * 1024 * MEBIBYTE;

const isTooLargeForQemu = (diskSizeInBytes: number | undefined): boolean =>
  diskSizeInBytes !== undefined && uploadableDiskSize(diskSizeInBytes) > LARGEST_OF_QEMU_IN_BYTES;

export interface ConversionSource {
  readonly fileName: string;
  /** How `qemu-img` opens the file: `-f vhdx disk.vhdx`. */
  readonly opened: string;
  /** Undefined where it isn't known; then the commands work it out. */
  readonly diskSizeInBytes: number | undefined;
  /** A GPT has a backup at the end of the disk, which has to follow where the disk grows. */
  readonly hasGpt: boolean;
}

/** Name of the file that the commands write. */
export function convertedName(fileName: string): string {
  return `${fileName.replace(/\.[^./]{1,5}$/, "")}-fixed.vhd`;
}

/**
 * Makes a fixed VHD of whole MiB out of any disk image that `qemu-img` reads. Where the size has to change, by way of
 * a raw image, as the article demands. Empty where the disk is too large for a VHD of `qemu-img`'s.
 *
 * @see "Prepare Linux for imaging in Azure", Resize VHDs, 2022-12-14
 */
export function convertToFixed({
  fileName,
  opened,
  diskSizeInBytes,
  hasGpt,
}: ConversionSource): readonly string[] {
  if (isTooLargeForQemu(diskSizeInBytes)) return [];
  const out = shellWord(convertedName(fileName));
  const fixed = "-O vpc -o subformat=fixed,force_size";
  if (diskSizeInBytes !== undefined && uploadableDiskSize(diskSizeInBytes) === diskSizeInBytes) {
    return [`qemu-img convert ${opened} ${fixed} ${out}`];
  }
  return [`qemu-img convert ${opened} -O raw disk.raw`, ...resizeRaw(diskSizeInBytes, hasGpt), fromRaw(out)];
}

/**
 * Makes a fixed VHD out of the first bytes of a file: of a VHD whose footer can't be relied on.
 *
 * @param sizeInBytes - how many bytes of the file are the disk.
 */
export function rebuildFromStart(fileName: string, sizeInBytes: number, hasGpt: boolean): readonly string[] {
  if (isTooLargeForQemu(sizeInBytes)) return [];
  return [
    `head -c ${sizeInBytes} ${shellWord(fileName)} > disk.raw`,
    ...(uploadableDiskSize(sizeInBytes) === sizeInBytes ? [] : resizeRaw(sizeInBytes, hasGpt)),
    fromRaw(shellWord(convertedName(fileName))),
  ];
}

const fromRaw = (out: string): string =>
  `qemu-img convert -f raw -O vpc -o subformat=fixed,force_size disk.raw ${out}`;

function resizeRaw(diskSizeInBytes: number | undefined, hasGpt: boolean): readonly string[] {
  const size =
    diskSizeInBytes === undefined
      ? "$(( ($(stat -c %s disk.raw) + 1048575) / 1048576 ))M"
      : `${uploadableDiskSize(diskSizeInBytes) / MEBIBYTE}M`;
  return [`qemu-img resize -f raw disk.raw ${size}`, ...(hasGpt ? ["sgdisk -e disk.raw"] : [])];
}

/** Programs whose footers `qemu-img` takes at their word; of all others it goes by cylinders, heads and sectors. */
const creatorsBelieved: readonly string[] = ["win", "qem2", "d2v", "tap", "CTXS", "wa"];

/**
 * How `qemu-img` opens a VHD so that it sees all of it.
 *
 * @see QEMU 10.0, block/vpc.c, `vpc_open`: "The visible size of a image in Virtual PC depends on the guest geometry"
 */
export function openVpc(fileName: string, footer: VhdFooter): string {
  const { cylinders, heads, sectorsPerTrack } = footer.geometry;
  const byGeometry = cylinders * heads * sectorsPerTrack * 512;
  const isMaximum = cylinders === 65535 && heads === 16 && sectorsPerTrack === 255;
  const isBelieved = creatorsBelieved.includes(footer.creatorApplication) || isMaximum;
  if (isBelieved || byGeometry === footer.currentSizeInBytes) return `-f vpc ${shellWord(fileName)}`;
  const file = fileName.replaceAll(",", ",,");
  return `--image-opts ${shellWord(`driver=vpc,force_size_calc=current_size,file.driver=file,file.filename=${file}`)}`;
}
