import { letsTrustedServicesIn } from "../key-vault-firewall";
import { accessForbidden } from "./access-forbidden";
import type { KeyRule } from "./key-rule";

/** A vault with a firewall lets "Azure Disk Storage, when configured with a disk encryption set" through (Key Vault network security, 2026-06-16). */
export const vaultLetsDiskStorageIn: KeyRule = (use) =>
  use.found === undefined || letsTrustedServicesIn(use.found.vault) ? undefined : accessForbidden(use);
