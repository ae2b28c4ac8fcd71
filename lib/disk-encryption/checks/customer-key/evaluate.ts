import { type Catalogue, defineCatalogue, findingsOf } from "../catalogue";
import type { Finding } from "../finding";
import { azureDiskEncryption } from "./azure-disk-encryption";
import { confidentialVm } from "./confidential-vm";
import { deallocation } from "./deallocation";
import { diskEncryptionSet } from "./disk-encryption-set";
import { diskTypes } from "./disk-types";
import type { CustomerKeyFacts } from "./facts";
import { incrementalSnapshots, incrementalSnapshotsOnReturn } from "./incremental-snapshots";
import { keyGrant } from "./key-grant";
import { keyRotation } from "./key-rotation";
import { keyType } from "./key-type";
import { keyUsable } from "./key-usable";
import { managedDisks } from "./managed-disks";
import { customerKeyRequirementIds, type CustomerKeyRequirementId } from "./requirement";
import { setEncryptionType } from "./set-encryption-type";
import { setIdentity } from "./set-identity";
import { setRegion } from "./set-region";
import { setSubscription } from "./set-subscription";
import { vaultFirewall } from "./vault-firewall";
import { vaultPurgeProtection } from "./vault-purge-protection";
import { vaultRegion } from "./vault-region";
import { vaultSoftDelete } from "./vault-soft-delete";
import { vaultSubscription } from "./vault-subscription";

/** The requirements of server-side encryption with a customer's own key. */
export const customerKeyRequirements: Catalogue<CustomerKeyRequirementId, CustomerKeyFacts> = defineCatalogue(
  "customer-key-requirements.json",
  customerKeyRequirementIds,
  {
    "managed-disks": managedDisks,
    "azure-disk-encryption": azureDiskEncryption,
    deallocation,
    "disk-types": diskTypes,
    "confidential-vm": confidentialVm,
    "incremental-snapshots": incrementalSnapshots,
    "disk-encryption-set": diskEncryptionSet,
    "set-region": setRegion,
    "set-subscription": setSubscription,
    "set-encryption-type": setEncryptionType,
    "set-identity": setIdentity,
    "vault-region": vaultRegion,
    "vault-subscription": vaultSubscription,
    "vault-soft-delete": vaultSoftDelete,
    "vault-purge-protection": vaultPurgeProtection,
    "vault-firewall": vaultFirewall,
    "key-type": keyType,
    "key-usable": keyUsable,
    "key-grant": keyGrant,
    "key-rotation": keyRotation,
  },
);

/** What both editions of every requirement say of disks or snapshots under the key of a set. Pure. */
export function evaluateCustomerKey(facts: CustomerKeyFacts): readonly Finding<CustomerKeyRequirementId>[] {
  return findingsOf(customerKeyRequirements, facts);
}

/** The few requirements of a return to the platform's key. It needs neither vault nor key. */
const onReturn: readonly CustomerKeyRequirementId[] = [
  "managed-disks",
  "deallocation",
  "incremental-snapshots",
];

/** What both editions say of disks or snapshots that are to go back to the platform's key. Pure. */
export function evaluatePlatformKey(facts: CustomerKeyFacts): readonly Finding<CustomerKeyRequirementId>[] {
  return findingsOf(
    {
      ...customerKeyRequirements,
      checks: { ...customerKeyRequirements.checks, "incremental-snapshots": incrementalSnapshotsOnReturn },
    },
    facts,
    onReturn,
  );
}
