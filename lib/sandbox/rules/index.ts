import { aesCbcAllowed, fileSystemKeepsData } from "./after-the-stamp";
import { noClusteredDisk } from "./clustered-disk";
import { marketplaceImage } from "./custom-image";
import { osVolumeNotEncrypted } from "./disable";
import { disksSupported } from "./disks";
import { distributionSupported } from "./distribution";
import { noEncryptionAtHost } from "./encryption-at-host";
import { activeDirectoryBackupPossible, groupPolicyAllowsExternalKey } from "./group-policy";
import { hostReachable, metadataServiceReachable } from "./host-addresses";
import { keyEncryptionKeyUsable } from "./key-encryption-key";
import { keyVaultEnabled, keyVaultLetsAzureIn, secretPolicyAllows } from "./key-vault-access";
import { keyVaultMatches } from "./key-vault-exists";
import { keyVaultInRegion, keyVaultInSubscription } from "./key-vault-location";
import { keyVaultSettingsValid } from "./key-vault-settings";
import { memorySufficient } from "./memory";
import { endpointsReachable } from "./module-endpoints";
import type { EncryptionRequest, Refusal, Rule } from "./rule";
import { vfatModulePresent } from "./vfat-module";
import { generationSupported } from "./virtual-machine-generation";
import { sizeSupported } from "./virtual-machine-size";
import { volumeTypeSupported } from "./volume-type";
import { volumeTypeOnlyGrows } from "./volume-type-change";

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
  marketplaceImage,
  memorySufficient,
  vfatModulePresent,
  metadataServiceReachable,
  endpointsReachable,
  groupPolicyAllowsExternalKey,
  activeDirectoryBackupPossible,
  noClusteredDisk,
  hostReachable,
  keyVaultMatches,
  keyVaultInSubscription,
  keyVaultInRegion,
  keyVaultEnabled,
  keyVaultLetsAzureIn,
  keyEncryptionKeyUsable,
  secretPolicyAllows,
];

/** What goes wrong after the disks were stamped: the stamp stays. */
export const encryptionRules: readonly Rule[] = [aesCbcAllowed, fileSystemKeepsData];

/** What is looked at before decryption. */
export const disableRules: readonly Rule[] = [volumeTypeSupportedForDisable, osVolumeNotEncrypted, hostReachable];

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
