import { convertedName } from "./commands";
import { headerDefect, hex, isFixed, isSparse, isWhole, type ContainerFacts } from "./container-defects";
import { FOOTER_SIZE_IN_BYTES } from "./footer";
import { mendingCommands } from "./mending";
import type { VhdProblem } from "./report";
import { grouped, sizeText } from "./text";
import { DISK_SIZE_STEP_IN_BYTES, LARGEST_UPLOAD_IN_BYTES, SMALLEST_UPLOAD_IN_BYTES } from "./upload-size";

type Rule = (facts: ContainerFacts) => VhdProblem | undefined;

/** What is wrong with a VHD as a file: its type, footers, sizes. The disk inside is another matter. */
export function containerProblems(facts: ContainerFacts): readonly VhdProblem[] {
  return rules.flatMap((rule) => rule(facts) ?? []);
}

/** @see "Prepare a Windows VHD or VHDX to upload to Azure", 2022-08-04: VHD file format, fixed-size disk */
const dynamic: Rule = (facts) =>
  facts.container.footer.diskType === "dynamic"
    ? {
        id: "dynamic",
        stops: "upload",
        text:
          `This is a dynamic VHD: ${sizeText(facts.fileSizeInBytes)} of file` +
          `${forADiskOf(facts.container.footer.currentSizeInBytes)}. Azure takes fixed ones only.`,
        fix: isWhole(facts)
          ? "Convert it to a fixed VHD."
          : "Take the VHD from its original again first; then convert that to a fixed VHD.",
        commands: mendingCommands(facts),
      }
    : undefined;

const forADiskOf = (sizeInBytes: number | undefined): string =>
  sizeInBytes === undefined ? "" : ` for a disk of ${sizeText(sizeInBytes)}`;

const differencing: Rule = (facts) => {
  const { container, fileName } = facts;
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
    ...(isWhole(facts)
      ? {
          fix:
            "Convert it to a fixed VHD on Windows with Hyper-V, with the parent in its place; qemu-img can't read " +
            "differencing VHDs.",
          commands: [
            `Convert-VHD -Path ${powerShellWord(fileName)} -DestinationPath ${powerShellWord(convertedName(fileName))} -VHDType Fixed`,
          ],
        }
      : {
          fix: "Take the VHD from its original again first; then convert that to a fixed VHD.",
          commands: [],
        }),
  };
};

const powerShellWord = (word: string): string =>
  /^[\w./:\\-]+$/.test(word) ? word : `'${word.replaceAll("'", "''")}'`;

const footerDamaged: Rule = (facts) => {
  const { container } = facts;
  const { checksum, diskType, currentSizeInBytes, version } = container.footer;
  if (container.footerPlace === "copy-at-start") {
    return {
      id: "footer-damaged",
      stops: "upload",
      text: "The footer at the end of the file is missing or damaged; the copy at the start is read. The file may have been cut off.",
      fix:
        mendingCommands(facts).length > 0
          ? "Compare the file's size with the original's and copy it again; or convert it by means of the copy."
          : "Compare the file's size with the original's and copy it again.",
      commands: mendingCommands(facts),
    };
  }
  if (!checksum.valid) {
    const unfit = `The footer's checksum is 0x${hex(checksum.stored)}, but its bytes make 0x${hex(checksum.computed)}.`;
    return {
      id: "footer-damaged",
      stops: "upload",
      text: unfit,
      fix: isWhole(facts)
        ? "Write a new footer: the disk itself is all that stands before it."
        : "Take the VHD from its original again.",
      commands: mendingCommands(facts),
    };
  }
  if (version !== "1.0") {
    return {
      id: "footer-damaged",
      stops: "upload",
      text: `The footer has version ${version}; a VHD has 1.0.`,
      fix: "Take the VHD from its original again.",
      commands: [],
    };
  }
  if (typeof diskType === "string") {
    if (currentSizeInBytes !== undefined) return undefined;
    return {
      id: "footer-damaged",
      stops: "upload",
      text: "The footer gives the disk more bytes than any disk has.",
      fix: "Take the VHD from its original again.",
      commands: [],
    };
  }
  return {
    id: "footer-damaged",
    stops: "upload",
    text: `The footer says disk type ${diskType.unknownType}; a VHD is 2 (fixed), 3 (dynamic) or 4 (differencing).`,
    fix: "Take the VHD from its original again.",
    commands: [],
  };
};

const footerOf511Bytes: Rule = (facts) =>
  facts.container.footerPlace === "end-511-bytes"
    ? {
        id: "footer-of-511-bytes",
        stops: "upload",
        text: `The footer has 511 bytes, as Virtual PC wrote it before 2004, so that the file's size, ${grouped(facts.fileSizeInBytes)} bytes, is no multiple of 512.`,
        fix: "Write a new footer.",
        commands: mendingCommands(facts),
      }
    : undefined;

const bytesAfterFooter: Rule = (facts) => {
  const { container } = facts;
  if (container.trailingBytes === 0) return undefined;
  const whole = isFixed(facts) ? "Copy the file without them." : "A conversion leaves them out.";
  return {
    id: "bytes-after-footer",
    stops: "upload",
    text: `${grouped(container.trailingBytes)} bytes follow the footer, which has to be the last 512 bytes.`,
    fix: isWhole(facts) ? whole : "Take the VHD from its original again.",
    commands: mendingCommands(facts),
  };
};

const sizeDiffersFromFooter: Rule = (facts) => {
  const { container } = facts;
  const { currentSizeInBytes } = container.footer;
  if (!isFixed(facts) || currentSizeInBytes === undefined || container.dataSizeInBytes === currentSizeInBytes)
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
    commands: mendingCommands(facts),
  };
};

const footerCopiesDiffer: Rule = (facts) => {
  const { footerCopy, footerPlace } = facts.container;
  if (footerCopy === undefined || footerCopy === "agrees" || footerPlace === "copy-at-start")
    return undefined;
  const commands = mendingCommands(facts);
  return {
    id: "footer-copies-differ",
    stops: "nothing",
    text: `The copy of the footer at the start of the file ${copyWords[footerCopy]}.`,
    fix:
      commands.length > 0
        ? "Put the footer in its place before you convert: qemu-img reads the copy. Where the disk looks wrong, take it from its original again."
        : "Take the VHD from its original again: qemu-img reads the copy.",
    commands,
  };
};

const copyWords: Readonly<Record<"differs" | "damaged" | "missing", string>> = {
  differs: "differs from the footer at its end",
  damaged: "has a checksum that does not fit",
  missing: "is missing",
};

const dynamicHeaderDamaged: Rule = (facts) => {
  const text = isSparse(facts) ? headerDefect(facts) : undefined;
  if (text === undefined) return undefined;
  return {
    id: "dynamic-header-damaged",
    stops: "upload",
    text,
    fix: "Take the VHD from its original again; what is on the disk can't be relied on.",
    commands: [],
  };
};

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
  if (size === undefined || size % DISK_SIZE_STEP_IN_BYTES === 0) return undefined;
  const next = Math.ceil(size / DISK_SIZE_STEP_IN_BYTES);
  return {
    id: "not-whole-mebibytes",
    stops: "upload",
    text:
      `The disk has ${grouped(size)} bytes, which isn't a whole number of MiB: ` +
      `${grouped(next * DISK_SIZE_STEP_IN_BYTES - size)} bytes short of ${grouped(next)} MiB.`,
    fix: `Bring it to ${grouped(next)} MiB, by way of a raw image: resizing a VHD itself may leave it unbootable.`,
    commands: mendingCommands(facts),
  };
};

function sizeWithFooter({ container }: ContainerFacts): number | undefined {
  const { currentSizeInBytes } = container.footer;
  return currentSizeInBytes === undefined ? undefined : currentSizeInBytes + FOOTER_SIZE_IN_BYTES;
}

const tooSmall: Rule = (facts) => {
  const size = sizeWithFooter(facts);
  if (size === undefined || size >= SMALLEST_UPLOAD_IN_BYTES) return undefined;
  return {
    id: "too-small",
    stops: "upload",
    text: `Disk and footer have ${grouped(size)} bytes; Azure takes no less than ${grouped(SMALLEST_UPLOAD_IN_BYTES)} (20 MiB and the footer).`,
    fix: "Let the disk grow to 20 MiB.",
    commands: mendingCommands(facts),
  };
};

const tooLarge: Rule = (facts) => {
  const size = sizeWithFooter(facts);
  if (size === undefined || size <= LARGEST_UPLOAD_IN_BYTES) return undefined;
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
