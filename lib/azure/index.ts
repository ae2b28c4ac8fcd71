/** Nouns of Azure: resource ids, VM, disk, vault, set, facts and errors. No judgement. */
export { ADE_RETIREMENT_DATE, daysUntilRetirement } from "./ade-retirement";
export { newPassword, passwordRefusal, userNameRefusal } from "./administrator";
export type { BitLockerResult } from "./bitlocker-result";
export { citedDocuments } from "./cited-document";
export { isForDataDisksAlone } from "./data-disk-types";
export { dataFile, readDataFile } from "./data";
export { defined, type Defined } from "./defined";
export { diskEncryptionExtension } from "./disk-encryption-extension";
export type { DiskEncryptionSet, DiskEncryptionSetType, SetIdentity } from "./disk-encryption-set";
export { RunbookError } from "./errors";
export { bitLockerResultsIn, explainExtensionError } from "./extension-error";
export { absent, type Fact, known, missing } from "./fact";
export type { FleetSizes, UnreadSizes } from "./fleet-sizes";
export { describeGroupPolicyValue, groupPolicyNumber, groupPolicySetting } from "./group-policy";
export { hostAddresses, PUBLIC_AUTHORITY_HOST, storageHostsOf } from "./guest-endpoints";
export {
  EXTERNAL_KEY,
  type FstabEntry,
  type Guest,
  type GuestVolume,
  isUnlockedByExternalKey,
  type KernelModuleState,
  type LinuxGuest,
  type NetworkProbe,
  type NetworkShare,
  type RequiredKernelModule,
  requiredKernelModules,
  type UnmountedWindowsVolume,
  type VolumeState,
  type WindowsDisk,
  type WindowsGuest,
  type WindowsVolume,
} from "./guest";
export type {
  AdeStamp,
  InventoriedAdeExtension,
  InventoriedDisk,
  InventoriedDiskEncryptionSet,
  InventoriedImage,
  InventoriedImageDisk,
  InventoriedResource,
  InventoriedSnapshot,
  InventoriedSubscription,
  InventoriedVirtualMachine,
  Inventory,
  InventoryGap,
  InventoryKind,
  InventorySource,
} from "./inventory";
export {
  CRYPTO_SERVICE_ENCRYPTION_USER,
  type KeyGrant,
  type KeyPermission,
  keyPermissions,
} from "./key-grant";
export {
  type KeyMaterial,
  keyMaterialFromBek,
  keyMaterialFromPassphrase,
  type KeyMaterialKind,
  readExternalKey,
} from "./key-material";
export type { KeyLifetimeTrigger, KeyRotationPolicy } from "./key-rotation-policy";
export { type KeyVaultSetting, keyVaultSettings } from "./key-vault-settings";
export { parseKeyVaultUrl } from "./key-vault-url";
export { type KeyEncryptionKey, type KeyVault, type KeyVaultFirewall, keyVaultHost } from "./key-vault";
export { knownSizes } from "./known-sizes";
export {
  endOfLinuxSupport,
  isRolling,
  type LinuxDistribution,
  linuxDistributionOf,
  linuxSupport,
} from "./linux-support";
export type { DiskEncryptionSettings, ManagedDisk } from "./managed-disk";
export type { ManagedIdentity } from "./managed-identity";
export type { ManagedImage } from "./managed-image";
export type { MarketplaceImage } from "./marketplace-image";
export { NOT_SHOWN, Redacted } from "./redacted";
export { regionKey, sameRegion } from "./region";
export { isResourceId, parseResourceId, type ResourceId, sameResourceId } from "./resource-id";
export { holdsSecret } from "./secret-in-text";
export type { SecretLifetimePolicies } from "./secret-lifetime-policies";
export type { Snapshot } from "./snapshot";
export { isPrivateKey, sshPublicKeyRefusal } from "./ssh-public-key";
export { parseSubnetId, type Subnet } from "./subnet";
export { ENCRYPTION_AT_HOST_FEATURE, type SubscriptionFeature } from "./subscription-feature";
export {
  literal,
  literally,
  PARAMETERS_SCHEMA,
  type ParameterValue,
  type ParameterValues,
  type ResourceManagerTemplate,
  secretsWithoutValue,
  TEMPLATE_SCHEMA,
  type TemplateParameter,
  type TemplateParametersFile,
  type TemplateResource,
  vaultsReferredTo,
} from "./template";
export { compareVersions } from "./version";
export { virtualMachineNameRefusal } from "./virtual-machine-name";
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
export { supportHasEnded, windowsLifecycleOf } from "./windows-lifecycle";
export { needsLongKey, windowsReleaseOf } from "./windows-release";
export { longestWrappedInBytes, type WrapAlgorithm } from "./wrap-algorithm";

// Inside on purpose: how data files are read into memory, and what only one file needs.
