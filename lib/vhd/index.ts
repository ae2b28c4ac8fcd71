/** What is in a `.vhd`: to look at before it is uploaded, and to read while it is. */
export {
  allocatedRanges,
  LARGEST_PAGE_RANGE_IN_BYTES,
  type AllocatedRange,
  type AllocatedRangesOptions,
} from "./allocated-ranges";
export type { BlockCount } from "./block-allocation-table";
export { bekSampleNames, writeBekSample, type BekSampleName } from "./bek-samples";
export { memorySource, type ByteSource } from "./byte-source";
export type { Checksum } from "./checksum";
export type { ParentLocator, VhdDynamicHeader, VhdParent } from "./dynamic-header";
export type { VhdDiskType, VhdFooter, VhdGeometry } from "./footer";
export type { FooterPlace, VhdImage } from "./image";
export { inspectVhd, type InspectVhdOptions } from "./inspect";
export { inspectVhdFile, type InspectVhdFileOptions } from "./inspect-file";
export type { FindParent, ParentFile } from "./parent-chain";
export type { Partition, PartitionTableHeader, TableDefect } from "./partition-table";
export type { PartitionRole, PartitionType } from "./partition-types";
export { removePracticeFiles, writePracticeFiles } from "./practice-files";
export {
  isDiskSizeKnown,
  type VhdBoot,
  type VhdContainer,
  type VhdDisk,
  type VhdEncryption,
  type VhdFileFormat,
  type VhdKeyMaterial,
  type VhdProblem,
  type VhdProblemId,
  type VhdReport,
  type VhdVerdict,
  type VolumeOnDisk,
} from "./report";
export { vhdSampleNames, writeVhdSample, type VhdSampleName } from "./samples";
export { sha256 } from "./sha256";
export { printable } from "./text";
export { openVhd, type VhdFile } from "./vhd-file";
export type {
  FileSystemType,
  FileSystemVolume,
  OtherVolume,
  UnknownVolume,
  Volume,
  ZerosVolume,
} from "./volume";
export type {
  BitLockerMetadata,
  BitLockerProtector,
  BitLockerProtectorType,
  BitLockerState,
  BitLockerVolume,
} from "./volumes/bitlocker";
export { vhdStatements, volumeText, type VhdStatement } from "./words";
export type { Luks1Volume } from "./volumes/luks1";
export type { Luks2KeySlot, Luks2Segment, Luks2Volume } from "./volumes/luks2";
