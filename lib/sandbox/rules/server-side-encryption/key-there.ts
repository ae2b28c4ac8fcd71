import type { KeyRule } from "./key-rule";

/** That version of the key is there, and not soft-deleted. No document gives code and text. */
export const keyThere: KeyRule = ({ found, keyUrl }) =>
  found !== undefined && found.key === undefined
    ? { code: "KeyVaultKeyNotFound", message: `(sandbox) The key vault key '${keyUrl}' is not found.` }
    : undefined;
