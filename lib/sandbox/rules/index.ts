import {
  activeDirectoryBackupPossible,
  aesCbcAllowed,
  noClusteredDisk,
  groupPolicyAllowsExternalKey,
  noMbamPolicies,
  windowsLayoutSupported,
} from "./windows";
import {
  marketplaceImage,
  fileSystemKeepsData,
  distributionSupported,
  dmCryptModulePresent,
  supportedByPublisher,
  noKernelCrashDump,
  mountSchemeSupported,
  noNvmeDisk,
  rootLayoutSupported,
  selinuxOff,
  vfatModulePresent,
} from "./linux";
import {
  disksSupported,
  noEncryptionAtHost,
  memorySufficient,
  generationSupported,
  sizeSupported,
} from "./virtual-machine";
import { hostReachable, hostPluginReachable, metadataServiceReachable, endpointsReachable } from "./network";
import {
  keyEncryptionKeyUsable,
  keyEncryptionKeyVaultOpens,
  keyVaultLetsAzureIn,
  keyVaultEnabled,
  keyVaultMatches,
  keyVaultInRegion,
  keyVaultInSubscription,
  secretPolicyAllows,
} from "./key-vault";
import {
  keyVaultSettingsValid,
  osVolumeNotEncrypted,
  volumeTypeSupported,
  volumeTypeOnlyGrows,
} from "./request";
import type { EncryptionRequest, Refusal, Rule } from "./rule";

/** What is looked at before anything changes, in this order: the request, the VM, the guest, then the host and the vault. */
export const enableRules: readonly Rule[] = [
  volumeTypeSupported,
  volumeTypeOnlyGrows,
  keyVaultSettingsValid,
  sizeSupported,
  generationSupported,
  disksSupported,
  noEncryptionAtHost,
  distributionSupported,
  supportedByPublisher,
  marketplaceImage,
  rootLayoutSupported,
  noNvmeDisk,
  noKernelCrashDump,
  memorySufficient,
  vfatModulePresent,
  hostPluginReachable,
  metadataServiceReachable,
  endpointsReachable,
  groupPolicyAllowsExternalKey,
  activeDirectoryBackupPossible,
  noMbamPolicies,
  noClusteredDisk,
  windowsLayoutSupported,
  hostReachable,
  keyVaultMatches,
  keyVaultInSubscription,
  keyVaultInRegion,
  keyVaultEnabled,
  keyVaultLetsAzureIn,
  keyEncryptionKeyVaultOpens,
  keyEncryptionKeyUsable,
  secretPolicyAllows,
];

/** What goes wrong after the disks were stamped: the stamp stays. */
export const encryptionRules: readonly Rule[] = [
  aesCbcAllowed,
  dmCryptModulePresent,
  fileSystemKeepsData,
  mountSchemeSupported,
  selinuxOff,
];

/** What is looked at before decryption. */
export const disableRules: readonly Rule[] = [
  volumeTypeSupportedForDisable,
  osVolumeNotEncrypted,
  hostReachable,
];

function volumeTypeSupportedForDisable(request: EncryptionRequest): Refusal | undefined {
  return request.guest.osType === "Linux" ? volumeTypeSupported(request) : undefined;
}

/** The first refusal, in the rules' order. */
export function firstRefusal(rules: readonly Rule[], request: EncryptionRequest): Refusal | undefined {
  for (const rule of rules) {
    const refusal = rule(request);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
