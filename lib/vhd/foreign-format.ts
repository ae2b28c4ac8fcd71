import { defined } from "@runbooks/azure";
import { readUpTo, readWhole, type ByteSource } from "./byte-source";

/** A file that isn't a VHD but is known. */
export interface ForeignFormat {
  readonly name: string;
  /** Name that `qemu-img -f` has for it; undefined for what is no disk image. */
  readonly qemuFormat?: string;
  /** Size of the disk inside, where the header tells it. */
  readonly diskSizeInBytes?: number;
}

interface Signature {
  readonly name: string;
  readonly at: number;
  readonly bytes: string;
  readonly qemuFormat?: string;
  readonly diskSize?: (head: Buffer, source: ByteSource) => number | undefined | Promise<number | undefined>;
}

/**
 * Signatures as the formats' own documents give them.
 *
 * @see [MS-VHDX] Virtual Hard Disk v2 (VHDX) File Format, 2.2.1 and 2.6
 * @see QEMU, docs/interop/qcow2.txt, "Header"
 * @see VMware, Virtual Disk Format 5.0, "Hosted Sparse Extent Header"
 * @see QEMU, docs/interop/parallels.txt, "Header"; docs/interop/qed_spec.txt, "Header"; block/qcow.c, `QCowHeader`
 */
const signatures: readonly Signature[] = [
  {
    name: "VHDX",
    at: 0,
    bytes: "vhdxfile",
    qemuFormat: "vhdx",
    diskSize: (_, source) => vhdxDiskSize(source),
  },
  {
    name: "QCOW version 1",
    at: 0,
    bytes: "QFI\xfb\0\0\0\x01",
    qemuFormat: "qcow",
    diskSize: (head) => bigEndian(head, 24),
  },
  ...["\x02", "\x03"].map((version): Signature => ({
    name: "QCOW2",
    at: 0,
    bytes: `QFI\xfb\0\0\0${version}`,
    qemuFormat: "qcow2",
    diskSize: (head) => bigEndian(head, 24),
  })),
  { name: "QCOW of an unknown version", at: 0, bytes: "QFI\xfb" },
  { name: "QED", at: 0, bytes: "QED\0", qemuFormat: "qed", diskSize: (head) => littleEndian(head, 48, 1) },
  ...["WithoutFreeSpace", "WithouFreSpacExt"].map((bytes): Signature => ({
    name: "Parallels",
    at: 0,
    bytes,
    qemuFormat: "parallels",
    // The older form has 32 bits.
    diskSize: (head) =>
      bytes === "WithoutFreeSpace" ? littleEndian32(head, 36, 512) : littleEndian(head, 36, 512),
  })),
  { name: "Bochs", at: 0, bytes: "Bochs Virtual HD Image", qemuFormat: "bochs" },
  { name: "VMDK", at: 0, bytes: "KDMV", qemuFormat: "vmdk", diskSize: (head) => littleEndian(head, 12, 512) },
  { name: "VMDK", at: 0, bytes: "COWD", qemuFormat: "vmdk" },
  { name: "VMDK descriptor", at: 0, bytes: "# Disk DescriptorFile", qemuFormat: "vmdk" },
  {
    name: "VDI",
    at: 0x40,
    bytes: "\x7f\x10\xda\xbe",
    qemuFormat: "vdi",
    diskSize: (head) => littleEndian(head, 0x170, 1),
  },
  { name: "Expert Witness (EWF)", at: 0, bytes: "EVF\t\r\n\xff\0" },
  { name: "Expert Witness (EWF)", at: 0, bytes: "EVF2\r\n\x81\0" },
  { name: "Advanced Forensic Format (AFF)", at: 0, bytes: "AFF10\r\n\0" },
  { name: "Apple sparse image", at: 0, bytes: "sprs\0\0\0\x03" },
  { name: "Android sparse image", at: 0, bytes: "\x3a\xff\x26\xed" },
  { name: "Partclone image", at: 0, bytes: "partclone-image" },
  { name: "SquashFS", at: 0, bytes: "hsqs" },
  { name: "gzip", at: 0, bytes: "\x1f\x8b\x08" },
  { name: "zip", at: 0, bytes: "PK\x03\x04" },
  { name: "xz", at: 0, bytes: "\xfd7zXZ\0" },
  { name: "Zstandard", at: 0, bytes: "\x28\xb5\x2f\xfd" },
  { name: "bzip2", at: 0, bytes: "BZh" },
  { name: "7-Zip", at: 0, bytes: "7z\xbc\xaf\x27\x1c" },
  { name: "RAR", at: 0, bytes: "Rar!\x1a\x07" },
  { name: "LZ4", at: 0, bytes: "\x04\x22\x4d\x18" },
  { name: "lzip", at: 0, bytes: "LZIP\x01" },
  { name: "tar", at: 257, bytes: "ustar" },
  { name: "ISO 9660", at: 0x8001, bytes: "CD001" },
  { name: "Windows image (WIM)", at: 0, bytes: "MSWIM\0\0\0" },
];

/** What a file is that has no footer of a VHD; undefined where nothing known is found. */
export async function recogniseForeignFormat(source: ByteSource): Promise<ForeignFormat | undefined> {
  const head = await readUpTo(source, 0, 64 * 1024);
  for (const { name, at, bytes, qemuFormat, diskSize } of signatures) {
    if (head.toString("latin1", at, at + bytes.length) !== bytes) continue;
    const diskSizeInBytes = await diskSize?.(head, source);
    return {
      name,
      ...defined({ qemuFormat, diskSizeInBytes }),
    };
  }
  if (await endsAsAppleImage(source)) return { name: "Apple disk image (DMG)", qemuFormat: "dmg" };
  return isText(head.subarray(0, 4096)) ? { name: "text" } : undefined;
}

/** An Apple disk image has its header in its last 512 bytes. @see QEMU, block/dmg.c, `dmg_find_koly_offset` */
async function endsAsAppleImage(source: ByteSource): Promise<boolean> {
  const trailer = await readWhole(source, source.sizeInBytes - 512, 512);
  return trailer?.toString("latin1", 0, 8) === "koly\0\0\0\x04";
}

function bigEndian(head: Buffer, at: number): number | undefined {
  return head.length < at + 8 ? undefined : Number(head.readBigUInt64BE(at));
}

function littleEndian32(head: Buffer, at: number, unitInBytes: number): number | undefined {
  return head.length < at + 4 ? undefined : head.readUInt32LE(at) * unitInBytes;
}

function littleEndian(head: Buffer, at: number, unitInBytes: number): number | undefined {
  return head.length < at + 8 ? undefined : Number(head.readBigUInt64LE(at)) * unitInBytes;
}

const isText = (head: Buffer): boolean =>
  head.length > 0 && !/[^\t\n\r\f\x20-\x7e\x80-\xff]/.test(head.toString("latin1")) && isUtf8(head);

function isUtf8(head: Buffer): boolean {
  // The last character may be cut in two.
  const text = new TextDecoder("utf-8").decode(head, { stream: true });
  return !text.includes("\u{fffd}");
}

const METADATA_REGION = "06a27c8b90479a4bb8fe575f050f886e";
const VIRTUAL_DISK_SIZE = "2442a52f1bcd7648b2115dbed83bf4b8";

/**
 * Size of the disk inside a VHDX: its region table names the metadata region, and that the size.
 *
 * @see [MS-VHDX] Virtual Hard Disk v2 (VHDX) File Format, 2.2.3 "Region Table", 2.6.2.4 "Virtual Disk Size"
 */
async function vhdxDiskSize(source: ByteSource): Promise<number | undefined> {
  const regions = await readUpTo(source, 192 * 1024, 64 * 1024);
  const region = entryOf(regions, "regi", 8, 16, METADATA_REGION);
  if (region === undefined) return undefined;
  const start = Number(region.readBigUInt64LE(16));
  const table = await readUpTo(source, start, 64 * 1024);
  const item = entryOf(table, "metadata", 10, 32, VIRTUAL_DISK_SIZE);
  if (item === undefined) return undefined;
  const size = await readWhole(source, start + item.readUInt32LE(16), 8);
  return size === undefined ? undefined : Number(size.readBigUInt64LE(0));
}

/** The entry of 32 bytes that starts with a GUID, in a table that starts with a signature. */
function entryOf(
  table: Buffer,
  signature: string,
  countAt: number,
  firstAt: number,
  guid: string,
): Buffer | undefined {
  if (table.length < 64 * 1024 || table.toString("latin1", 0, signature.length) !== signature)
    return undefined;
  const count = Math.min(
    signature === "regi" ? table.readUInt32LE(countAt) : table.readUInt16LE(countAt),
    2047,
  );
  for (let index = 0; index < count; index += 1) {
    const entry = table.subarray(firstAt + index * 32, firstAt + (index + 1) * 32);
    if (entry.length === 32 && entry.toString("hex", 0, 16) === guid) return entry;
  }
  return undefined;
}
