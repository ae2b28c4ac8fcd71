import type { KeyVault } from "@runbooks/azure";
import type { CustomerKeyFacts, DiskEncryptionSetFacts } from "../checks/customer-key/facts";
import type { EncryptionFacts } from "../checks/facts";
import type { TouchedResource } from "./plan";
import {
  diskEncryptionSetState,
  diskState,
  keyEncryptionKeyState,
  keyGrantState,
  keyState,
  keyVaultState,
  keyVersionState,
  snapshotState,
  virtualMachineState,
} from "./state";

/** A VM and those of its disks that were read. */
export function touchedMachine({
  virtualMachine,
  disks,
}: Pick<EncryptionFacts, "virtualMachine" | "disks">): readonly TouchedResource[] {
  return [
    virtualMachineState(virtualMachine),
    ...disks.flatMap((disk) => (disk.kind === "known" ? [diskState(disk.value)] : [])),
  ];
}

/** A VM, its disks, the vault and the keys that Azure Disk Encryption is planned with. */
export function touchedByEncryption(facts: EncryptionFacts, keyVault: KeyVault): readonly TouchedResource[] {
  const { keyEncryptionKeyVault } = facts;
  return [
    ...touchedMachine(facts),
    keyVaultState(keyVault),
    ...(keyEncryptionKeyVault?.kind === "known" ? [keyVaultState(keyEncryptionKeyVault.value)] : []),
    ...keyEncryptionKeyState(facts),
  ];
}

/** All that was read and that a plan under a customer's key depends on. */
export function touchedByCustomerKey(facts: CustomerKeyFacts): readonly TouchedResource[] {
  const { virtualMachine, targets } = facts;
  return [
    ...(virtualMachine === undefined ? [] : [virtualMachineState(virtualMachine)]),
    ...targets.flatMap((target) => {
      if (target.kind === "disk") return target.disk.kind === "known" ? [diskState(target.disk.value)] : [];
      return target.snapshot.kind === "known" ? [snapshotState(target.snapshot.value)] : [];
    }),
    ...touchedBySet(facts),
  ];
}

/** A set, its vault, its key and what its identities may do with the key. */
export function touchedBySet({
  diskEncryptionSet,
  keyVault,
  newestKey,
  key,
  grants,
}: DiskEncryptionSetFacts): readonly TouchedResource[] {
  return [
    ...(diskEncryptionSet.kind === "known" ? [diskEncryptionSetState(diskEncryptionSet.value)] : []),
    ...(keyVault.kind === "known" ? [keyVaultState(keyVault.value)] : []),
    ...(keyVault.kind === "known" && newestKey.kind === "known"
      ? [keyState(keyVault.value.id, newestKey.value)]
      : []),
    ...(keyVault.kind === "known" && key.kind === "known"
      ? [
          ...keyVersionState(keyVault.value.id, key.value),
          ...grants.flatMap((grant) =>
            grant.kind === "known" ? [keyGrantState(keyVault.value.id, key.value.name, grant.value)] : [],
          ),
        ]
      : []),
  ];
}
