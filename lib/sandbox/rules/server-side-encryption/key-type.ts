import type { KeyRule } from "./key-rule";

const supportedSizesInBits: readonly number[] = [2048, 3072, 4096];

/**
 * "Only software and HSM RSA keys of sizes 2,048-bit, 3,072-bit and 4,096-bit are supported" (customer-managed keys, restrictions,
 * 2025-02-18). No document gives code and text.
 */
export const keyType: KeyRule = ({ keyUrl, found }) => {
  if (found?.key === undefined) return undefined;
  const { keyType: type, keySizeInBits } = found.key;
  const isSupported =
    /^RSA(-HSM)?$/i.test(type) && keySizeInBits !== undefined && supportedSizesInBits.includes(keySizeInBits);
  if (isSupported) return undefined;
  const size = keySizeInBits === undefined ? "" : ` of ${keySizeInBits} bits`;
  return {
    code: "KeyVaultKeyTypeNotSupported",
    message: `(sandbox) The key vault key '${keyUrl}' is of type ${type}${size}; RSA and RSA-HSM of 2048, 3072 and 4096 bits are supported.`,
  };
};
