import type { VolumeState } from "../nouns/guest";
import { withParents, type BlockDevice, type MapperTarget } from "./block-devices";

/** How a Linux device is encrypted, and with which ciphers. */
export interface DeviceEncryption {
  readonly state: Extract<VolumeState, "decrypted" | "partly-encrypted" | "encrypted">;
  /** `aes-xts-plain64`; empty where nothing is encrypted. */
  readonly ciphers: readonly string[];
}

/**
 * Whether all that a device holds is encrypted: each way down to a disk leads through a crypt device. A logical volume may lie on an encrypted
 * and on a plain disk, and the device mapper may encrypt only a part of a device, as while it is encrypted.
 *
 * @see "dm-crypt" (The Linux kernel, Device Mapper): `cipher_null` is no encryption
 */
export function deviceEncryption(device: BlockDevice, targets: readonly MapperTarget[]): DeviceEncryption {
  const ciphers = withParents(device).flatMap(({ name }) =>
    targetsOf(name, targets)
      .filter(encrypts)
      .map(({ words: [cipher = ""] }) => cipher),
  );
  return { state: stateOf(device, targets), ciphers: [...new Set(ciphers)] };
}

function stateOf(device: BlockDevice, targets: readonly MapperTarget[]): DeviceEncryption["state"] {
  const own = targetsOf(device.name, targets);
  if (own.length > 0 && own.every(encrypts)) return "encrypted";
  const below = device.parents.map((parent) => stateOf(parent, targets));
  if (below.length > 0 && below.every((state) => state === "encrypted")) return "encrypted";
  return own.some(encrypts) || below.some((state) => state !== "decrypted")
    ? "partly-encrypted"
    : "decrypted";
}

const targetsOf = (deviceName: string, targets: readonly MapperTarget[]): readonly MapperTarget[] =>
  targets.filter(({ name }) => name === deviceName);

/** `crypt aes-xts-plain64 ...`, or `crypt capi:xts(aes)-plain64 ...`. */
const encrypts = ({ kind, words: [cipher = ""] }: MapperTarget): boolean =>
  kind === "crypt" && cipher !== "" && !/(^|[^a-z])(cipher_null|ecb\(cipher_null\))/.test(cipher);
