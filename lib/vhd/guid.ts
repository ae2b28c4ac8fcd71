const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

const dashed = (digits: string): string =>
  [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join("-");

/** A GUID as Windows keeps it on disk: the first three groups with the low byte first (GPT, BitLocker). */
export function mixedEndianGuid(bytes: Uint8Array): string {
  const copy = Buffer.from(bytes.subarray(0, 16));
  copy.subarray(0, 4).reverse();
  copy.subarray(4, 6).reverse();
  copy.subarray(6, 8).reverse();
  return dashed(hex(copy)).toUpperCase();
}

/** A UUID as Linux keeps it on disk: byte by byte (ext4, XFS), and the unique id of a VHD. */
export function plainUuid(bytes: Uint8Array): string {
  return dashed(hex(bytes.subarray(0, 16)));
}
