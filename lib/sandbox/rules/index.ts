import { activeDirectoryBackupPossible } from "./active-directory-backup";
import { aesCbcAllowed } from "./aes-cbc";
import { noClusteredDisk } from "./clustered-disk";
import { marketplaceImage } from "./custom-image";
import { fileSystemKeepsData } from "./data-file-system";
import { disksSupported } from "./disks";
import { distributionSupported } from "./distribution";
import { dmCryptModulePresent } from "./dm-crypt-module";
import { noEncryptionAtHost } from "./encryption-at-host";
import { supportedByPublisher } from "./end-of-life";
import { groupPolicyAllowsExternalKey } from "./group-policy";
import { hostReachable } from "./host-address";
import { hostPluginReachable } from "./host-plugin";
import { noKernelCrashDump } from "./kdump";
import { keyEncryptionKeyUsable } from "./key-encryption-key";
import { keyEncryptionKeyVaultOpens } from "./key-encryption-key-vault";
import { keyVaultLetsAzureIn } from "./key-vault-firewall";
import { keyVaultEnabled } from "./key-vault-flag";
import { keyVaultMatches } from "./key-vault-match";
import { keyVaultInRegion } from "./key-vault-region";
import { keyVaultSettingsValid } from "./key-vault-settings";
import { keyVaultInSubscription } from "./key-vault-subscription";
import { noMbamPolicies } from "./mbam";
import { memorySufficient } from "./memory";
import { metadataServiceReachable } from "./metadata-service";
import { endpointsReachable } from "./module-endpoints";
import { mountSchemeSupported } from "./mount-scheme";
import { noNvmeDisk } from "./nvme-disk";
import { osVolumeNotEncrypted } from "./os-volume-encrypted";
import { rootLayoutSupported } from "./root-layout";
import type { EncryptionRequest, Refusal, Rule } from "./rule";
import { secretPolicyAllows } from "./secret-policy";
import { selinuxOff } from "./selinux";
import { vfatModulePresent } from "./vfat-module";
import { generationSupported } from "./virtual-machine-generation";
import { sizeSupported } from "./virtual-machine-size";
import { volumeTypeSupported } from "./volume-type";
import { volumeTypeOnlyGrows } from "./volume-type-change";
import { windowsLayoutSupported } from "./windows-layout";

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
