/** The requirements of encryption at host, in the order an operator meets them. Each has a record, a check and a test. */
export const encryptionAtHostRequirementIds = [
  "feature-registered",
  "size-supports-encryption-at-host",
  "managed-disks",
  "azure-disk-encryption",
  "sector-size",
  "deallocation",
] as const;
export type EncryptionAtHostRequirementId = (typeof encryptionAtHostRequirementIds)[number];
