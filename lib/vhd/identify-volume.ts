import { isZero, readUpTo, type ByteSource } from "./byte-source";
import { DiskPieceMissing } from "./virtual-disk";
import type { Volume } from "./volume";
import { readBitLocker } from "./volumes/bitlocker";
import { readPlainVolume, VOLUME_HEAD_IN_BYTES } from "./volumes/file-systems";
import { readLuks1 } from "./volumes/luks1";
import { readLuks2, type Luks2Volume } from "./volumes/luks2";
import type { Recognised } from "./volumes/recognised";
import { zerosIn } from "./zeros";

const BOOT_SIGNATURE = 0x55aa;

/** What is in a partition, or on a disk without partitions, as its first bytes tell. */
export async function identifyVolume(volume: ByteSource): Promise<Volume> {
  try {
    const head = await readUpTo(volume, 0, VOLUME_HEAD_IN_BYTES);
    const plain = await readPlainVolume(volume, head);
    return (
      (await readBitLocker(volume, head)) ??
      (await readLuks1(volume)) ??
      (head.toString("latin1", 0, 4) === "LUKS" ? await readUnambiguousLuks2(volume, head) : undefined) ??
      (plain?.kind === "unknown" ? undefined : plain) ??
      // A second copy alone may be left over from before the volume got a filesystem; so the filesystem goes first.
      (await readUnambiguousLuks2(volume, head)) ??
      plain ??
      (await zerosOrUnknown(volume, head))
    );
  } catch (error) {
    if (!(error instanceof DiskPieceMissing)) throw error;
    return { kind: "unreadable", because: error.message };
  }
}

/** cryptsetup mends a copy of the header only where nothing else claims the volume, and else does not open it. */
async function readUnambiguousLuks2(volume: ByteSource, head: Buffer): Promise<Luks2Volume | undefined> {
  const found = await readLuks2(volume);
  if (found?.copyDamage === undefined) return found;
  const other = await readPlainVolume(volume, head);
  const isBootSector = head.length >= 512 && head.readUInt16BE(510) === BOOT_SIGNATURE;
  if (other === undefined && !isBootSector) return found;
  const what = other === undefined ? "a boot sector" : signatureOf(other);
  return {
    ...found,
    unknowns: [
      ...found.unknowns,
      `A copy of the header is damaged, and the volume has the signature of ${what} as well.`,
    ],
  };
}

function signatureOf(other: NonNullable<Recognised>): string {
  switch (other.kind) {
    case "file-system":
      return other.type;
    case "unknown":
      return other.resembles ?? "something else";
    default:
      return other.kind;
  }
}

async function zerosOrUnknown(volume: ByteSource, head: Buffer): Promise<Volume> {
  if (head.length === 0) return { kind: "unreadable", because: "it lies beyond the end of the disk" };
  if (!isZero(head)) return { kind: "unknown" };
  return zerosIn(volume, head.length);
}
