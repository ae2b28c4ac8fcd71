import type { CustomerKeyFacts } from "../../checks/customer-key/facts";
import type { TouchedResource } from "../plan/plan";
import {
  diskEncryptionSetState,
  diskState,
  keyState,
  keyVaultState,
  snapshotState,
  virtualMachineState,
} from "../plan/state";

/** All that was read and that a plan under a customer's key depends on. */
export function touchedByCustomerKey(facts: CustomerKeyFacts): readonly TouchedResource[] {
  const { virtualMachine, targets, diskEncryptionSet, keyVault, newestKey } = facts;
  return [
    ...(virtualMachine === undefined ? [] : [virtualMachineState(virtualMachine)]),
    ...targets.flatMap((target) => {
      if (target.kind === "disk") return target.disk.kind === "known" ? [diskState(target.disk.value)] : [];
      return target.snapshot.kind === "known" ? [snapshotState(target.snapshot.value)] : [];
    }),
    ...(diskEncryptionSet.kind === "known" ? [diskEncryptionSetState(diskEncryptionSet.value)] : []),
    ...(keyVault.kind === "known" ? [keyVaultState(keyVault.value)] : []),
    ...(keyVault.kind === "known" && newestKey.kind === "known"
      ? [keyState(keyVault.value.id, newestKey.value)]
      : []),
  ];
}
