import {
  convertedName,
  convertToFixed,
  openVpc,
  rebuildFromStart,
  shellWord,
  uploadableDiskSize,
} from "./commands";
import { isFixed, isWhole, type ContainerFacts } from "./container-defects";
import { FOOTER_SIZE_IN_BYTES } from "./footer";

/**
 * What to type to make a good fixed VHD out of a VHD. It is the same for whatever is wrong with the file, since it is
 * typed once. Empty where part of the disk is missing or can't be found, and for a differencing disk, which
 * `qemu-img` can't read.
 */
export function mendingCommands(facts: ContainerFacts): readonly string[] {
  if (!isWhole(facts)) return [];
  if (isFixed(facts)) return fixedCommands(facts);
  return facts.container.footer.diskType === "dynamic" ? dynamicCommands(facts) : [];
}

const hasGpt = ({ disk }: ContainerFacts): boolean => disk?.partitionTable?.scheme === "GPT";

function fixedCommands(facts: ContainerFacts): readonly string[] {
  const { fileName, container } = facts;
  const { footer, footerPlace, dataSizeInBytes } = container;
  const size = footer.currentSizeInBytes ?? dataSizeInBytes;
  const isSound = footer.checksum.valid && size === dataSizeInBytes;
  if (isSound && footerPlace === "end") return converted(facts, fileName);
  if (isSound && footerPlace === "before-end" && uploadableDiskSize(size) === size) {
    const wanted = dataSizeInBytes + FOOTER_SIZE_IN_BYTES;
    return [`head -c ${wanted} ${shellWord(fileName)} > ${shellWord(convertedName(fileName))}`];
  }
  return rebuildFromStart(fileName, size, hasGpt(facts));
}

/**
 * `qemu-img` reads a dynamic disk by the footer's copy at its start. Where the copy is another than the footer, the
 * footer is put in its place.
 *
 * @see QEMU 10.0, block/vpc.c, `vpc_open`
 */
function dynamicCommands(facts: ContainerFacts): readonly string[] {
  const { fileName, container } = facts;
  const { footerPlace, footerCopy } = container;
  if (footerPlace === "copy-at-start" || footerCopy === "agrees") return converted(facts, fileName);
  if (footerPlace !== "end") return [];
  const word = shellWord(fileName);
  const mended = `${convertedName(fileName).replace(/-fixed\.vhd$/, "")}-mended.vhd`;
  const convert = converted(facts, mended);
  if (convert.length === 0) return [];
  return [
    `{ tail -c ${FOOTER_SIZE_IN_BYTES} ${word}; tail -c +${FOOTER_SIZE_IN_BYTES + 1} ${word}; } > ${shellWord(mended)}`,
    ...convert,
  ];
}

function converted(facts: ContainerFacts, opened: string): readonly string[] {
  const { footer } = facts.container;
  return convertToFixed({
    fileName: facts.fileName,
    opened: openVpc(opened, footer),
    diskSizeInBytes: footer.currentSizeInBytes,
    hasGpt: hasGpt(facts),
  });
}
