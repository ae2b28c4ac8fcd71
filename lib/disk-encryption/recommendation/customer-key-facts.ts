import { type DiskEncryptionSet, known, missing } from "@runbooks/azure";
import type { AlternativeFacts } from "../checks/alternative-facts";
import { disksOf } from "../checks/attached-disks";
import { customerKeyRequirements } from "../checks/customer-key/evaluate";
import type { CustomerKeyFacts, DiskTarget } from "../checks/customer-key/facts";
import type { CustomerKeyRequirementId } from "../checks/customer-key/requirement";
import type { EncryptionFacts } from "../checks/facts";
import type { Finding } from "../checks/finding";
import { findingsOf } from "../checks/catalogue";
import { settle } from "./reasons";
import type { MechanismOption } from "./recommendation";
import { requirementReasons } from "./requirement-reasons";

/** What a set that is yet to be made can't change: the VM and its disks. The others are about the set, its vault and its key. */
const ofVirtualMachine: readonly CustomerKeyRequirementId[] = [
  "managed-disks",
  "azure-disk-encryption",
  "deallocation",
  "disk-types",
  "confidential-vm",
  "incremental-snapshots",
];

/** What the requirements of a customer key say of a VM's disks, whatever set is made for them. Pure. */
export function evaluateSetToBeMade(facts: CustomerKeyFacts): readonly Finding<CustomerKeyRequirementId>[] {
  return findingsOf(customerKeyRequirements, facts, ofVirtualMachine);
}

const encryptionTypes = {
  "customer-key": "EncryptionAtRestWithCustomerKey",
  "platform-and-customer-key": "EncryptionAtRestWithPlatformAndCustomerKeys",
} as const;

/** A VM's disks under a set that is yet to be made, with an identity of its own: a set's vault and key are chosen with it. */
export function customerKeyFactsOf(
  facts: EncryptionFacts,
  { incrementalSnapshots }: AlternativeFacts,
  mechanism: keyof typeof encryptionTypes,
): CustomerKeyFacts {
  const { virtualMachine, observedAt } = facts;
  const { subscriptionId, resourceGroupName, location } = virtualMachine;
  const set: DiskEncryptionSet = {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Compute/diskEncryptionSets/yet-to-be-made`,
    name: "yet-to-be-made",
    subscriptionId,
    resourceGroupName,
    location,
    provisioningState: "Succeeded",
    encryptionType: encryptionTypes[mechanism],
    identityType: "SystemAssigned",
    identities: [{}],
    previousKeyUrls: [],
    rotationToLatestKeyVersionEnabled: false,
  };
  const notYet = missing<never>("there is no disk encryption set yet");
  const managed = disksOf(facts).flatMap(({ attached, managed: disk }) =>
    disk === undefined ? [] : [{ attached, disk }],
  );
  return {
    virtualMachine,
    targets: managed.map(({ attached, disk }, index): DiskTarget => ({
      kind: "disk",
      id: attached.managedDiskId ?? "",
      name: attached.name,
      disk,
      incrementalSnapshots: incrementalSnapshots[index] ?? missing("the snapshots were not read"),
    })),
    diskEncryptionSet: known(set, "a set that is yet to be made"),
    keyVault: notYet,
    key: notYet,
    newestKey: notYet,
    keyRotationPolicy: notYet,
    grants: [],
    observedAt,
  };
}

/** Whether a customer's key is open to disks, whatever set is made for them. Pure. */
export const stateOfSetToBeMade = (facts: CustomerKeyFacts): MechanismOption["state"] =>
  settle(requirementReasons(evaluateSetToBeMade(facts), "current")).state;
