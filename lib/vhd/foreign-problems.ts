import { convertToFixed, shellWord } from "./commands";
import { cutOffText } from "./cut-off";
import type { ForeignFormat } from "./foreign-format";
import type { VhdDisk, VhdProblem } from "./report";
import { sizeText } from "./text";

/** What is known of a file without a footer. */
export interface ForeignFacts {
  readonly fileName: string;
  readonly fileSizeInBytes: number;
  readonly foreign: ForeignFormat | undefined;
  /** The disk that the file is, where it is one without any header. */
  readonly rawDisk: VhdDisk | undefined;
}

/** The one problem of a file that isn't a VHD, and the way to make one of it where there is one. */
export function foreignProblem(facts: ForeignFacts): VhdProblem {
  const { fileName, fileSizeInBytes, foreign, rawDisk } = facts;
  if (fileSizeInBytes === 0) {
    return {
      id: "empty-file",
      stops: "upload",
      text: "The file is empty: 0 bytes.",
      fix: "Copy the VHD from its original again.",
      commands: [],
    };
  }
  const problem = { id: "not-a-vhd", stops: "upload" } as const;
  if (foreign?.qemuFormat !== undefined) {
    const size =
      foreign.diskSizeInBytes === undefined ? "" : ` for a disk of ${sizeText(foreign.diskSizeInBytes)}`;
    return {
      ...problem,
      text: `This is a ${foreign.name} image${size}, not a VHD. Azure takes fixed VHDs only.`,
      fix: "Convert it to a fixed VHD.",
      commands: convertToFixed({
        fileName,
        opened: `-f ${foreign.qemuFormat} ${shellWord(fileName)}`,
        diskSizeInBytes: foreign.diskSizeInBytes,
        // What is inside isn't read, and sgdisk only complains where there is no GPT.
        hasGpt: false,
      }),
    };
  }
  if (foreign !== undefined) return { ...problem, ...otherWords(fileName, foreign.name) };
  const cutOff = rawDisk === undefined ? undefined : cutOffText(rawDisk);
  if (cutOff !== undefined) {
    return {
      ...problem,
      text: `The file has no footer of a VHD, and its end is missing. ${cutOff}`,
      fix: "Copy it from its original again.",
      commands: [],
    };
  }
  if (rawDisk !== undefined) {
    return {
      ...problem,
      text:
        `The file has no footer of a VHD: it is a raw disk image of ${sizeText(fileSizeInBytes)}, ` +
        "or a fixed VHD that was cut off.",
      fix: "Where it is a raw image, make a fixed VHD of it; where it was cut off, copy it from its original again.",
      commands: convertToFixed({
        fileName,
        opened: `-f raw ${shellWord(fileName)}`,
        diskSizeInBytes: fileSizeInBytes,
        hasGpt: rawDisk.partitionTable?.scheme === "GPT",
      }),
    };
  }
  return {
    ...problem,
    text: `The file, ${sizeText(fileSizeInBytes)}, has no footer of a VHD, and nothing else in it is known.`,
    fix: "Check that this is the file you mean; where it is a VHD that was cut off, copy it from its original again.",
    commands: [],
  };
}

const unpackers: Readonly<Record<string, string>> = {
  gzip: "gzip -dk",
  zip: "unzip",
  xz: "xz -dk",
  Zstandard: "zstd -dk",
  bzip2: "bzip2 -dk",
  "7-Zip": "7z x",
  tar: "tar -xf",
  RAR: "unrar x",
  LZ4: "lz4 -dk",
  lzip: "lzip -dk",
};

function otherWords(fileName: string, name: string): Pick<VhdProblem, "text" | "fix" | "commands"> {
  const unpacker = unpackers[name];
  if (unpacker !== undefined) {
    return {
      text: `This is a ${name} archive, not a VHD.`,
      fix: "Unpack it, and inspect what is inside.",
      commands: [`${unpacker} ${shellWord(fileName)}`],
    };
  }
  return {
    text: name === "text" ? "This is a text file, not a VHD." : `This is a ${name} file, not a VHD.`,
    fix: "Give the .vhd file of a disk.",
    commands: [],
  };
}
