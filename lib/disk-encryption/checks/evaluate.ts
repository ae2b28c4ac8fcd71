import { type Catalogue, defineCatalogue, findingsOf } from "./catalogue";
import { customerManagedKey } from "./customer-managed-key";
import { dataVolumes } from "./data-volumes";
import { diskTypes } from "./disk-types";
import { encryptionAtHost } from "./encryption-at-host";
import type { EncryptionFacts } from "./facts";
import { fileSystems } from "./file-systems";
import type { Finding } from "./finding";
import { fstab } from "./fstab";
import { groupPolicyAesCbc } from "./group-policy-aes-cbc";
import { groupPolicyCompatible } from "./group-policy-compatible";
import { groupPolicyRecoveryKey } from "./group-policy-recovery-key";
import { groupPolicyTpm } from "./group-policy-tpm";
import { kdump } from "./kdump";
import { kernelModules } from "./kernel-modules";
import { keyEncryptionKey } from "./key-encryption-key";
import { managedDisks } from "./managed-disks";
import { memory } from "./memory";
import { nestedMounts } from "./nested-mounts";
import { networking } from "./networking";
import { operatingSystem } from "./operating-system";
import { requirementIds, type RequirementId } from "./requirement";
import { secretLifetimePolicy } from "./secret-lifetime-policy";
import { selinux } from "./selinux";
import { vaultDiskEncryption } from "./vault-disk-encryption";
import { vaultFirewall } from "./vault-firewall";
import { vaultRegion } from "./vault-region";
import { vaultSubscription } from "./vault-subscription";
import { vmAgent } from "./vm-agent";
import { vmGeneration } from "./vm-generation";
import { vmSize } from "./vm-size";
import { volumeLayout } from "./volume-layout";
import { volumeType } from "./volume-type";
import { windowsVolumes } from "./windows-volumes";

/** The requirements of Azure Disk Encryption. */
export const azureDiskEncryptionRequirements: Catalogue<RequirementId, EncryptionFacts> = defineCatalogue(
  "requirements.json",
  requirementIds,
  {
    "vm-size": vmSize,
    "vm-generation": vmGeneration,
    memory,
    "operating-system": operatingSystem,
    "vm-agent": vmAgent,
    "volume-type": volumeType,
    "managed-disks": managedDisks,
    "disk-types": diskTypes,
    "encryption-at-host": encryptionAtHost,
    "customer-managed-key": customerManagedKey,
    networking,
    "windows-volumes": windowsVolumes,
    "group-policy-tpm": groupPolicyTpm,
    "group-policy-recovery-key": groupPolicyRecoveryKey,
    "group-policy-compatible": groupPolicyCompatible,
    "group-policy-aes-cbc": groupPolicyAesCbc,
    "data-volumes": dataVolumes,
    "file-systems": fileSystems,
    "nested-mounts": nestedMounts,
    "volume-layout": volumeLayout,
    "kernel-modules": kernelModules,
    fstab,
    selinux,
    kdump,
    "vault-region": vaultRegion,
    "vault-subscription": vaultSubscription,
    "vault-disk-encryption": vaultDiskEncryption,
    "vault-firewall": vaultFirewall,
    "secret-lifetime-policy": secretLifetimePolicy,
    "key-encryption-key": keyEncryptionKey,
  },
);

/**
 * What both editions of every requirement say of one VM, in the order an operator meets the requirements. Pure.
 *
 * @param ids - these requirements alone.
 */
export function evaluate(facts: EncryptionFacts, ids?: readonly RequirementId[]): readonly Finding[] {
  return findingsOf(azureDiskEncryptionRequirements, facts, ids);
}
