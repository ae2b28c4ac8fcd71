import type { KeyRule } from "./key-rule";

/** The vault is there, and not soft-deleted. No document gives code and text. */
export const vaultThere: KeyRule = ({ found, keyUrl }) =>
  found === undefined
    ? { code: "KeyVaultNotFound", message: `(sandbox) The key vault of key '${keyUrl}' is not found.` }
    : undefined;
