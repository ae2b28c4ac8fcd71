import { isPurgeProtected } from "../../keyvault/retention";
import type { KeyRule } from "./key-rule";

/**
 * The vault has purge protection ("Enable customer-managed keys for managed disks", 2026-07-20). Code: "Troubleshoot BYOK issues" (Azure
 * Kubernetes Service), where it comes at the first use of a set. No document gives the text.
 */
export const purgeProtection: KeyRule = ({ found, set }) =>
  found === undefined || isPurgeProtected(found.vault)
    ? undefined
    : {
        code: "KeyVaultNotPurgeProtectionEnabled",
        message: `(sandbox) Key vault '${found.vault.name}' of disk encryption set '${set.name}' has no purge protection.`,
      };
