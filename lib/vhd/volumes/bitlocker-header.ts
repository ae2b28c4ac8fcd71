import { mixedEndianGuid } from "../guid";
import type { BitLockerVolume } from "./bitlocker";

const HEADER_SIZE_IN_BYTES = 512;
const IDENTIFIER = "4967D63B-2E29-4AD8-8399-F6A339E3D001";
const ENCRYPT_ON_WRITE_IDENTIFIER = "92A84D3B-DD80-4D0E-9E4E-B1E3284EAED8";
const VISTA_JUMP = "eb5290";
const JUMP = "eb5890";

/** What the header of a BitLocker volume says. */
export interface BitLockerHeader {
  readonly form: BitLockerVolume["form"];
  /** Where the blocks of metadata are; Windows Vista names the first one only. */
  readonly blockOffsetsInBytes: readonly number[];
  /** What was there before may still be plain. */
  readonly isEncryptOnWrite: boolean;
  readonly defects: readonly string[];
}

/**
 * Reads the header of a volume.
 *
 * @returns undefined where it is no BitLocker volume.
 * @see Joachim Metz, BitLocker Drive Encryption (BDE) format specification, 2011 to 2024, "Volume header"
 * @see cryptsetup 2.7, lib/bitlk/bitlk.c, `BITLK_read_sb`: what is refused in a header
 */
export function readBitLockerHeader(head: Buffer): BitLockerHeader | undefined {
  if (head.length < HEADER_SIZE_IN_BYTES) return undefined;
  const signature = head.toString("latin1", 3, 11);
  const jump = head.toString("hex", 0, 3);
  const isToGo = signature === "MSWIN4.1" && isIdentifier(identifierAt(head, 424));
  if (signature !== "-FVE-FS-" && !isToGo) return undefined;
  if (signature === "-FVE-FS-" && head.readUInt8(1) === 0x52) return vistaHeader(head, jump);

  const at = isToGo ? 424 : 160;
  const identifier = identifierAt(head, at);
  return {
    form: isToGo ? "to-go" : "windows-7-or-later",
    blockOffsetsInBytes: [16, 24, 32].map((step) => Number(head.readBigUInt64LE(at + step))),
    isEncryptOnWrite: identifier === ENCRYPT_ON_WRITE_IDENTIFIER,
    defects: [
      ...startDefects(head, jump === JUMP),
      ...(isIdentifier(identifier) ? [] : ["The volume's header has no identifier of BitLocker."]),
    ],
  };
}

function vistaHeader(head: Buffer, jump: string): BitLockerHeader {
  const clusterSize = head.readUInt16LE(11) * head.readUInt8(13);
  return {
    form: "windows-vista",
    blockOffsetsInBytes: [Number(head.readBigUInt64LE(56)) * clusterSize],
    isEncryptOnWrite: false,
    defects: [
      ...startDefects(head, jump === VISTA_JUMP),
      "It has the form of Windows Vista, which has no checksums: whether it is whole can't be told.",
    ],
  };
}

function startDefects(head: Buffer, isJump: boolean): readonly string[] {
  const sectorSize = head.readUInt16LE(11);
  return [
    ...(isJump ? [] : ["The volume's header does not start as one of BitLocker does."]),
    ...(sectorSize === 512 || sectorSize === 4096
      ? []
      : [`The volume's header says that sectors have ${sectorSize} bytes.`]),
  ];
}

const identifierAt = (head: Buffer, at: number): string => mixedEndianGuid(head.subarray(at, at + 16));

const isIdentifier = (identifier: string): boolean =>
  identifier === IDENTIFIER || identifier === ENCRYPT_ON_WRITE_IDENTIFIER;
