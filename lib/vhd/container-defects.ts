import { isBlockSize } from "./dynamic-header";
import type { VhdContainer, VhdDisk } from "./report";
import { grouped } from "./text";

/** What the container's problems are found from. */
export interface ContainerFacts {
  readonly fileName: string;
  readonly fileSizeInBytes: number;
  readonly container: VhdContainer;
  /** For what has to follow where the disk grows. */
  readonly disk: VhdDisk | undefined;
}

export const isFixed = ({ container }: ContainerFacts): boolean => container.footer.diskType === "fixed";

export const isSparse = ({ container: { footer } }: ContainerFacts): boolean =>
  footer.diskType === "dynamic" || footer.diskType === "differencing";

/** Whether all of the disk can be taken out of the file. Where it can't, no command mends it. */
export function isWhole(facts: ContainerFacts): boolean {
  const { footer, footerPlace, dataSizeInBytes, blocks } = facts.container;
  const { currentSizeInBytes = 0, checksum } = footer;
  if (isFixed(facts)) {
    if (footerPlace === "copy-at-start") return false;
    const size = checksum.valid ? currentSizeInBytes : dataSizeInBytes;
    return size > 0 && dataSizeInBytes >= size;
  }
  return (
    isSparse(facts) &&
    checksum.valid &&
    currentSizeInBytes > 0 &&
    headerDefect(facts) === undefined &&
    blocks?.outside === 0
  );
}

/** What is wrong with the header of a dynamic or differencing disk, or with where it places the table. */
export function headerDefect({ container, fileSizeInBytes }: ContainerFacts): string | undefined {
  const { footer, header, blocks } = container;
  if (header === undefined) {
    const { headerOffsetInBytes: at } = footer;
    return `There is no header ${at === undefined ? "" : `at byte ${grouped(at)}, `}where the footer says it is.`;
  }
  const { checksum, blockSizeInBytes, maxTableEntries, tableOffsetInBytes } = header;
  if (!checksum.valid) {
    return `The header's checksum is 0x${hex(checksum.stored)}, but its bytes make 0x${hex(checksum.computed)}.`;
  }
  if (!isBlockSize(blockSizeInBytes)) {
    return `The header gives blocks of ${grouped(blockSizeInBytes)} bytes, which isn't a power of two of at least 512.`;
  }
  if (tableOffsetInBytes + maxTableEntries * 4 > fileSizeInBytes) {
    return (
      `The block allocation table, ${grouped(maxTableEntries)} entries of 4 bytes, does not lie in the file, ` +
      `which has ${grouped(fileSizeInBytes)} bytes.`
    );
  }
  if (blocks === undefined) return "Neither the footer nor the header says how large the disk is.";
  const needed = Math.ceil((footer.currentSizeInBytes ?? 0) / blockSizeInBytes);
  return maxTableEntries < needed
    ? `The block allocation table has ${grouped(maxTableEntries)} entries; the disk needs ${grouped(needed)}.`
    : undefined;
}

/** A checksum as its eight digits. */
export const hex = (value: number): string => value.toString(16).padStart(8, "0");
