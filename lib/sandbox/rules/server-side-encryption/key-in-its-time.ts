import { platformKeyVault } from "../../keyvault/platform-key-vault";
import type { KeyRule } from "./key-rule";

/** The key is in its time. Text of an expired one: the same playbook, which shows it under KeyVaultAccessForbidden. */
export const keyInItsTime: KeyRule = ({ world, keyUrl, found }) => {
  if (found?.key === undefined) return undefined;
  const code = "KeyVaultAccessForbidden";
  switch (platformKeyVault.usability(found.key, world.clock.now())) {
    case "expired":
      return { code, message: `Unable to access key '${keyUrl}'. Key is expired.` };
    case "not-yet-valid":
      return { code, message: `Unable to access key '${keyUrl}'. (sandbox) Key is not valid yet.` };
    case "disabled":
    case "usable":
      return undefined;
  }
};
