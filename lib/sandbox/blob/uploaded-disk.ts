/** What lies in a partition, by its first bytes. */
export type PartitionContent =
  | {
      readonly kind: "bitlocker";
      /** GUIDs, in upper case, of the protectors that a `.bek` file opens; read from the volume's own metadata. */
      readonly externalKeyProtectors: readonly string[];
    }
  | { readonly kind: "luks"; readonly version: 1 | 2; readonly uuid: string }
  | { readonly kind: "ntfs" | "fat" | "ext" | "xfs" | "empty" | "unknown" };

export interface UploadedPartition {
  /** 1 for the first of the table; 0 where the disk has no table and is one volume. */
  readonly number: number;
  readonly offsetInBytes: number;
  readonly sizeInBytes: number;
  readonly content: PartitionContent;
}

/** What the sandbox read back from a disk that was uploaded, once its upload was ended. */
export interface UploadedDisk {
  readonly diskId: string;
  /** Without the footer: what a guest sees. */
  readonly sizeInBytes: number;
  readonly partitionTable: "mbr" | "gpt" | "none";
  /** In the order of the table. */
  readonly partitions: readonly UploadedPartition[];
}

/** The last 512 bytes of a fixed VHD. "Virtual Hard Disk Image Format Specification", Hard Disk Footer Format. */
export const footerSizeInBytes = 512;

const fixed = 2;
const cookie = "conectix";
const at = {
  version: 12,
  dataOffset: 16,
  originalSize: 40,
  currentSize: 48,
  diskType: 60,
  checksum: 64,
  id: 68,
} as const;

/** What is wrong with the footer of an uploaded disk; undefined: it is the footer of a fixed disk of that size. */
export type FooterFault = "cookie" | "checksum" | "type" | "size";

export function footerFault(footer: Buffer, diskSizeInBytes: number): FooterFault | undefined {
  if (footer.toString("latin1", 0, cookie.length) !== cookie) return "cookie";
  if (footer.readUInt32BE(at.checksum) !== checksumOf(footer)) return "checksum";
  if (footer.readUInt32BE(at.diskType) !== fixed) return "type";
  return footer.readBigUInt64BE(at.currentSize) === BigInt(diskSizeInBytes) ? undefined : "size";
}

/**
 * The footer of a fixed disk, as an export of a managed disk ends with it.
 *
 * @param reserved - what stands in the part that the format leaves unused.
 */
export function makeFooter(
  diskSizeInBytes: number,
  id: Buffer,
  reserved?: { readonly offset: number; readonly bytes: Buffer },
): Buffer {
  const footer = Buffer.alloc(footerSizeInBytes);
  footer.write(cookie, "latin1");
  footer.writeUInt32BE(2, 8);
  footer.writeUInt32BE(0x0001_0000, at.version);
  footer.fill(0xff, at.dataOffset, at.dataOffset + 8);
  footer.write("wa\0\0", 28, "latin1");
  footer.write("Wi2k", 36, "latin1");
  footer.writeBigUInt64BE(BigInt(diskSizeInBytes), at.originalSize);
  footer.writeBigUInt64BE(BigInt(diskSizeInBytes), at.currentSize);
  footer.writeUInt32BE(fixed, at.diskType);
  id.copy(footer, at.id, 0, 16);
  reserved?.bytes.copy(footer, reserved.offset);
  footer.writeUInt32BE(checksumOf(footer), at.checksum);
  return footer;
}

/** One's complement of the sum of all bytes but the checksum's own. */
function checksumOf(footer: Buffer): number {
  let sum = 0;
  for (const [index, byte] of footer.entries())
    if (index < at.checksum || index >= at.checksum + 4) sum += byte;
  return ~sum >>> 0;
}
