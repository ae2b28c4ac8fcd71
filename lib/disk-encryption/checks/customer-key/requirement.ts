/**
 * The requirements of server-side encryption with a customer's own key, in the order an operator meets them. Each has a record, a check
 * and a test.
 */
export const customerKeyRequirementIds = [
  "managed-disks",
  "azure-disk-encryption",
  "deallocation",
  "disk-types",
  "confidential-vm",
  "incremental-snapshots",
  "disk-encryption-set",
  "set-region",
  "set-subscription",
  "set-encryption-type",
  "set-identity",
  "vault-region",
  "vault-subscription",
  "vault-soft-delete",
  "vault-purge-protection",
  "vault-firewall",
  "key-type",
  "key-usable",
  "key-grant",
  "key-rotation",
] as const;
export type CustomerKeyRequirementId = (typeof customerKeyRequirementIds)[number];
