import type { KeyRule } from "./key-rule";

/** The key is enabled. Code and text: a public support playbook, "SSE+CMK VM start fails". */
export const keyEnabled: KeyRule = ({ set, keyUrl, found }) =>
  found?.key?.enabled === false
    ? {
        code: "KeyVaultKeyNotEnabled",
        message: `The key vault key '${keyUrl}' used for disk encryption set '${set.name}' must be enabled state.`,
      }
    : undefined;
