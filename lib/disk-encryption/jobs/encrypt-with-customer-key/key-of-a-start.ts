import type { CustomerKeyRequirementId } from "../../checks/customer-key/requirement";

/** What a VM's disks need of their key for the VM to start. */
export const keyOfAStart: readonly CustomerKeyRequirementId[] = [
  "set-identity",
  "vault-firewall",
  "key-usable",
  "key-grant",
];
