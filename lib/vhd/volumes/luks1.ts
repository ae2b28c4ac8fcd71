import { readWhole, type ByteSource } from "../byte-source";
import { latin1Text } from "../text";

/** A volume that dm-crypt encrypts with a header of LUKS version 1. */
export interface Luks1Volume {
  readonly kind: "luks1";
  readonly cipher: string;
  readonly mode: string;
  readonly hash: string;
  readonly keySizeInBytes: number;
  readonly payloadOffsetInBytes: number;
  readonly uuid: string;
  /** Numbers of the key slots that hold a passphrase. */
  readonly keySlots: readonly number[];
  readonly defects: readonly string[];
}

const HEADER_SIZE_IN_BYTES = 592;
const SLOT_ENABLED = 0x00ac_71f3;
const SLOT_DISABLED = 0x0000_dead;
const SLOT_COUNT = 8;

/**
 * Reads a LUKS1 header. Salts, digests and key material stay where they are.
 *
 * @see LUKS On-Disk Format Specification, version 1.2.3, figure 1 "phdr" and figure 2 "key slot"
 */
export async function readLuks1(volume: ByteSource): Promise<Luks1Volume | undefined> {
  const header = await readWhole(volume, 0, HEADER_SIZE_IN_BYTES);
  if (header?.toString("latin1", 0, 6) !== "LUKS\xba\xbe" || header.readUInt16BE(6) !== 1) return undefined;
  const states = Array.from({ length: SLOT_COUNT }, (_, slot) => header.readUInt32BE(208 + slot * 48));
  const payloadOffsetInBytes = header.readUInt32BE(104) * 512;
  return {
    kind: "luks1",
    cipher: latin1Text(header.subarray(8, 40)),
    mode: latin1Text(header.subarray(40, 72)),
    hash: latin1Text(header.subarray(72, 104)),
    keySizeInBytes: header.readUInt32BE(108),
    payloadOffsetInBytes,
    uuid: latin1Text(header.subarray(168, 208)),
    keySlots: states.flatMap((state, slot) => (state === SLOT_ENABLED ? [slot] : [])),
    defects: [
      ...states.flatMap((state, slot) =>
        state === SLOT_ENABLED || state === SLOT_DISABLED
          ? []
          : [`Key slot ${slot} is neither in use nor free.`],
      ),
      ...(payloadOffsetInBytes > volume.sizeInBytes
        ? [`The encrypted data starts at byte ${payloadOffsetInBytes}, beyond the volume's end.`]
        : []),
    ],
  };
}
