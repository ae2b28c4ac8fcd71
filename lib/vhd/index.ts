/** What is in a `.vhd`: to look at before it is uploaded, and to read while it is. */
export { type AllocatedRange, allocatedRanges, LARGEST_PAGE_RANGE_IN_BYTES } from "./allocated-ranges";
export { inspectVhdFile } from "./inspect-file";
export { removePracticeFiles, writePracticeFiles } from "./practice-files";
export {
  isDiskSizeKnown,
  type VhdContainer,
  type VhdDisk,
  type VhdProblem,
  type VhdReport,
  type VolumeOnDisk,
} from "./report";
export { printable } from "./text";
export { openVhd } from "./vhd-file";
export { vhdStatements, volumeText } from "./words";

// Inside on purpose: the formats (footer, partition tables, BitLocker, LUKS), the samples that only tests write, and the types of a report's parts.
