import { convertedName, convertToFixed, openVpc, rebuildFromStart, shellWord } from "./commands";
import { FOOTER_SIZE_IN_BYTES } from "./footer";
import type { VhdContainer, VhdDisk, VhdProblem } from "./report";
import { grouped, sizeText } from "./text";
import { DISK_SIZE_STEP_IN_BYTES, LARGEST_UPLOAD_IN_BYTES, SMALLEST_UPLOAD_IN_BYTES } from "./upload-size";

/** What the container's problems are found from. */
export interface ContainerFacts {
  readonly fileName: string;
  readonly fileSizeInBytes: number;
  readonly container: VhdContainer;
  /** For what has to follow where the disk grows. */
  readonly disk: VhdDisk | undefined;
}

type Rule = (facts: ContainerFacts) => VhdProblem | undefined;

/** What is wrong with a VHD as a file: its type, footers, sizes. The disk inside is another matter. */
export function containerProblems(facts: ContainerFacts): readonly VhdProblem[] {
  return rules.flatMap((rule) => rule(facts) ?? []);
}

const hasGpt = ({ disk }: ContainerFacts): boolean => disk?.partitionTable?.scheme === "GPT";

/** Commands that make a good fixed VHD out of this one. */
function converted(facts: ContainerFacts): readonly string[] {
  const { fileName, container } = facts;
  const { footer } = container;
  return convertToFixed({
    fileName,
    opened: openVpc(fileName, footer),
    diskSizeInBytes: footer.currentSizeInBytes,
    hasGpt: hasGpt(facts),
  });
}

/** Commands that make a good fixed VHD out of the bytes before the footer. */
function rebuilt(facts: ContainerFacts): readonly string[] {
  const { fileName, container } = facts;
  const size = Math.min(container.footer.currentSizeInBytes, container.dataSizeInBytes);
  const usable = container.footer.checksum.valid ? size : container.dataSizeInBytes;
  return rebuildFromStart(fileName, usable, hasGpt(facts));
}

const isFixed = ({ container }: ContainerFacts): boolean => container.footer.diskType === "fixed";

/** @see "Prepare a Windows VHD or VHDX to upload to Azure", 2022-08-04: VHD file format, fixed-size disk */
const dynamic: Rule = (facts) =>
  facts.container.footer.diskType === "dynamic"
    ? {
        id: "dynamic",
        stops: "upload",
        text:
          `This is a dynamic VHD: ${sizeText(facts.fileSizeInBytes)} of file for a disk of ` +
          `${sizeText(facts.container.footer.currentSizeInBytes)}. Azure takes fixed ones only.`,
        fix: "Convert it to a fixed VHD.",
        commands: converted(facts),
      }
    : undefined;

const differencing: Rule = ({ container, fileName }) => {
  if (container.footer.diskType !== "differencing") return undefined;
  const { parent, parentChain } = container;
  const chain = parentChain?.kind === "missing" ? ` ${parentChain.reason}` : "";
  return {
    id: "differencing",
    stops: "upload",
    text:
      `This is a differencing VHD: it has only what changed since its parent ` +
      `${parent === undefined || parent.name === "" ? "(whose name can't be read)" : `'${parent.name}'`}.${chain} ` +
      "Azure takes fixed ones only.",
    fix:
      "Convert it to a fixed VHD on Windows with Hyper-V, with the parent in its place; qemu-img can't read " +
      "differencing VHDs.",
    commands: [
      `Convert-VHD -Path ${powerShellWord(fileName)} -DestinationPath ${powerShellWord(convertedName(fileName))} -VHDType Fixed`,
    ],
  };
};

const powerShellWord = (word: string): string =>
  /^[\w./:\\-]+$/.test(word) ? word : `'${word.replaceAll("'", "''")}'`;

const footerDamaged: Rule = (facts) => {
  const { container } = facts;
  const { checksum, diskType } = container.footer;
  if (container.footerPlace === "copy-at-start") {
    return {
      id: "footer-damaged",
      stops: "upload",
      text: "The footer at the end of the file is missing or damaged; the copy at the start is read. The file may have been cut off.",
      fix: "Compare the file's size with the original's and copy it again; or convert it by means of the copy.",
      commands: typeof diskType === "string" && diskType === "dynamic" ? converted(facts) : [],
    };
  }
  if (!checksum.valid) {
    const unfit = `The footer's checksum is 0x${hex(checksum.stored)}, but its bytes make 0x${hex(checksum.computed)}.`;
    return {
      id: "footer-damaged",
      stops: "upload",
      text: unfit,
      fix: isFixed(facts)
        ? "Write a new footer: the disk itself is all that stands before it."
        : "Take the VHD from its original again.",
      commands: isFixed(facts) ? rebuilt(facts) : [],
    };
  }
  if (typeof diskType === "string") return undefined;
  return {
    id: "footer-damaged",
    stops: "upload",
    text: `The footer says disk type ${diskType.unknownType}; a VHD is 2 (fixed), 3 (dynamic) or 4 (differencing).`,
    fix: "Take the VHD from its original again.",
    commands: [],
  };
};

const hex = (value: number): string => value.toString(16).padStart(8, "0");

const footerOf511Bytes: Rule = (facts) =>
  facts.container.footerPlace === "end-511-bytes"
    ? {
        id: "footer-of-511-bytes",
        stops: "upload",
        text: `The footer has 511 bytes, as Virtual PC wrote it before 2004, so that the file's size, ${grouped(facts.fileSizeInBytes)} bytes, is no multiple of 512.`,
        fix: "Write a new footer.",
        commands: isFixed(facts) ? rebuilt(facts) : converted(facts),
      }
    : undefined;

const bytesAfterFooter: Rule = ({ container, fileName, fileSizeInBytes }) => {
  if (container.trailingBytes === 0) return undefined;
  const wanted = fileSizeInBytes - container.trailingBytes;
  return {
    id: "bytes-after-footer",
    stops: "upload",
    text: `${grouped(container.trailingBytes)} bytes follow the footer, which has to be the last 512 bytes.`,
    fix: "Copy the file without them.",
    commands: [`head -c ${wanted} ${shellWord(fileName)} > ${shellWord(convertedName(fileName))}`],
  };
};

const sizeDiffersFromFooter: Rule = (facts) => {
  const { container } = facts;
  const { currentSizeInBytes, checksum } = container.footer;
  if (!isFixed(facts) || !checksum.valid || container.dataSizeInBytes === currentSizeInBytes)
    return undefined;
  const difference = Math.abs(container.dataSizeInBytes - currentSizeInBytes);
  const isShort = container.dataSizeInBytes < currentSizeInBytes;
  return {
    id: "size-differs-from-footer",
    stops: "upload",
    text:
      `The footer gives the disk ${grouped(currentSizeInBytes)} bytes, but ${grouped(container.dataSizeInBytes)} stand ` +
      `before it: ${grouped(difference)} ${isShort ? "are missing" : "too many"}.`,
    fix: isShort
      ? "Part of the disk is missing. Copy the VHD from its original again."
      : "Write a new VHD from the bytes that the footer counts.",
    commands: isShort ? [] : rebuilt(facts),
  };
};

const footerCopiesDiffer: Rule = ({ container }) =>
  container.footerCopy === undefined ||
  container.footerCopy === "agrees" ||
  container.footerPlace === "copy-at-start"
    ? undefined
    : {
        id: "footer-copies-differ",
        stops: "nothing",
        text: `The copy of the footer at the start of the file ${copyWords[container.footerCopy]}.`,
        fix: "Nothing has to be done: a fixed VHD has no copy. Where the disk looks wrong, take it from its original again.",
        commands: [],
      };

const copyWords: Readonly<Record<"differs" | "damaged" | "missing", string>> = {
  differs: "differs from the footer at its end",
  damaged: "has a checksum that does not fit",
  missing: "is missing",
};

const dynamicHeaderDamaged: Rule = ({ container }) => {
  const { diskType } = container.footer;
  const text = diskType === "dynamic" || diskType === "differencing" ? headerDefect(container) : undefined;
  if (text === undefined) return undefined;
  return {
    id: "dynamic-header-damaged",
    stops: "upload",
    text,
    fix: "Take the VHD from its original again; what is on the disk can't be relied on.",
    commands: [],
  };
};

function headerDefect({ footer, header, blocks }: VhdContainer): string | undefined {
  if (header === undefined) {
    const { headerOffsetInBytes: at } = footer;
    return `There is no header ${at === undefined ? "" : `at byte ${grouped(at)}, `}where the footer says it is.`;
  }
  const { checksum, blockSizeInBytes, maxTableEntries } = header;
  if (!checksum.valid) {
    return `The header's checksum is 0x${hex(checksum.stored)}, but its bytes make 0x${hex(checksum.computed)}.`;
  }
  if (blocks === undefined) {
    return `The header gives blocks of ${grouped(blockSizeInBytes)} bytes, which isn't a power of two of at least 512.`;
  }
  const needed = Math.ceil(footer.currentSizeInBytes / blockSizeInBytes);
  return maxTableEntries < needed
    ? `The block allocation table has ${grouped(maxTableEntries)} entries; the disk needs ${grouped(needed)}.`
    : undefined;
}

const blocksOutsideFile: Rule = ({ container, fileSizeInBytes }) => {
  const { blocks } = container;
  if (blocks === undefined || blocks.outside === 0) return undefined;
  return {
    id: "blocks-outside-file",
    stops: "upload",
    text:
      `${grouped(blocks.outside)} of ${grouped(blocks.used)} blocks lie outside the file, which has ` +
      `${grouped(fileSizeInBytes)} bytes: it was cut off, or its table is damaged.`,
    fix: "Copy the VHD from its original again.",
    commands: [],
  };
};

/** @see "Prepare Linux for imaging in Azure", Resize VHDs, 2022-12-14: "The size must be a whole number (in MBs)." */
const notWholeMebibytes: Rule = (facts) => {
  const size = facts.container.footer.currentSizeInBytes;
  if (size % DISK_SIZE_STEP_IN_BYTES === 0 || !facts.container.footer.checksum.valid) return undefined;
  const next = Math.ceil(size / DISK_SIZE_STEP_IN_BYTES);
  return {
    id: "not-whole-mebibytes",
    stops: "upload",
    text:
      `The disk has ${grouped(size)} bytes, which isn't a whole number of MiB: ` +
      `${grouped(next * DISK_SIZE_STEP_IN_BYTES - size)} bytes short of ${grouped(next)} MiB.`,
    fix: `Bring it to ${grouped(next)} MiB, by way of a raw image: resizing a VHD itself may leave it unbootable.`,
    commands: converted(facts),
  };
};

const tooSmall: Rule = (facts) => {
  const size = facts.container.footer.currentSizeInBytes + FOOTER_SIZE_IN_BYTES;
  if (size >= SMALLEST_UPLOAD_IN_BYTES || !facts.container.footer.checksum.valid) return undefined;
  return {
    id: "too-small",
    stops: "upload",
    text: `Disk and footer have ${grouped(size)} bytes; Azure takes no less than ${grouped(SMALLEST_UPLOAD_IN_BYTES)} (20 MiB and the footer).`,
    fix: "Let the disk grow to 20 MiB.",
    commands: converted(facts),
  };
};

const tooLarge: Rule = (facts) => {
  const size = facts.container.footer.currentSizeInBytes + FOOTER_SIZE_IN_BYTES;
  if (size <= LARGEST_UPLOAD_IN_BYTES || !facts.container.footer.checksum.valid) return undefined;
  return {
    id: "too-large",
    stops: "upload",
    text: `Disk and footer have ${grouped(size)} bytes; Azure takes no more than ${grouped(LARGEST_UPLOAD_IN_BYTES)}.`,
    fix: "Shrink the partitions and the disk, or divide the data between disks.",
    commands: [],
  };
};

const inSavedState: Rule = ({ container }) =>
  container.footer.isInSavedState
    ? {
        id: "in-saved-state",
        stops: "nothing",
        text: "A VM was saved while it used this disk; what it had in memory is not on the disk.",
        fix: "Start that VM, shut it down, and take the disk then.",
        commands: [],
      }
    : undefined;

const rules: readonly Rule[] = [
  footerDamaged,
  dynamicHeaderDamaged,
  blocksOutsideFile,
  differencing,
  dynamic,
  footerOf511Bytes,
  bytesAfterFooter,
  sizeDiffersFromFooter,
  footerCopiesDiffer,
  notWholeMebibytes,
  tooSmall,
  tooLarge,
  inSavedState,
];
