/** Nouns of Azure: resource ids, VM, disk, vault, set, facts and errors. No evaluation. */
export { ADE_RETIREMENT_DATE, daysUntilRetirement } from "./ade-retirement";
export { citedDocuments } from "./cited-document";
export { dataFile, readDataFile } from "./data";
export { defined } from "./defined";
export type { DiskEncryptionSet, DiskEncryptionSetType, SetIdentity } from "./disk-encryption-set";
export { RunbookError } from "./errors";
export { absent, type Fact, known, missing } from "./fact";
export {
  CRYPTO_SERVICE_ENCRYPTION_USER,
  type KeyGrant,
  type KeyPermission,
  keyPermissions,
} from "./key-grant";
export type { KeyLifetimeTrigger, KeyRotationPolicy } from "./key-rotation-policy";
export { parseKeyVaultUrl } from "./key-vault-url";
export { type KeyEncryptionKey, type KeyVault, type KeyVaultFirewall, keyVaultHost } from "./key-vault";
export type { DiskEncryptionSettings, ManagedDisk } from "./managed-disk";
export type { ManagedIdentity } from "./managed-identity";
export type { ManagedImage } from "./managed-image";
export type { MarketplaceImage } from "./marketplace-image";
export { NOT_SHOWN, Redacted } from "./redacted";
export { regionKey, sameRegion } from "./region";
export { isResourceId, parseResourceId, type ResourceId, sameResourceId } from "./resource-id";
export type { Snapshot } from "./snapshot";
export { parseSubnetId, type Subnet } from "./subnet";
export { ENCRYPTION_AT_HOST_FEATURE, type SubscriptionFeature } from "./subscription-feature";
export { compareVersions } from "./version";
export { type VirtualMachineSize, virtualMachineSizeOf } from "./virtual-machine-size";
export type {
  AttachedDisk,
  HyperVGeneration,
  ImageReference,
  OsType,
  VirtualMachine,
  VirtualMachineExtension,
  VolumeType,
} from "./virtual-machine";
export { vmSeries, type VmSeries } from "./vm-series";

// Inside on purpose: how data files are read into memory, and what only one file needs.
