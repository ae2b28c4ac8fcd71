import {
  type DiskEncryptionSettings,
  type ManagedDisk,
  sameResourceId,
  type VolumeType,
} from "@runbooks/azure";
import { inWords } from "../../checks/verdict";
import type { EncryptionFacts } from "../../checks/facts";
import { expectedDuration } from "../../change/waits/durations";
import {
  encryptedVirtualMachine,
  planRerun,
  type EncryptedVirtualMachine,
  type PlanRerunOptions,
} from "../encrypt-running-vm/rerun";
import type { Plan, StepContent } from "../../change/plan";
import { planBlocked } from "../../change/blocked";
import { handlerOf } from "../../change/actions/extension";
import { encryptionSettings } from "../../change/steps/encryption";

/**
 * Plans the encryption of data disks that were added to an encrypted VM: its extension runs again, for All where the OS volume is encrypted,
 * else for Data. Pure.
 *
 * To attach the disks, to initialise, format and mount them is the operator's; what the guest does not show can't be encrypted. Vault and key
 * are those that the encrypted disks name: others would rotate the keys of every disk, which is a plan of its own.
 *
 * @throws RunbookError `PlanBlocked` as {@link encryptedVirtualMachine}; where the guest shows no plain volume for an added disk; and where
 *   another vault or key was observed than the encrypted disks name.
 * @see "Azure Disk Encryption scenarios on Windows VMs" and "... on Linux VMs", newly added data disks, 2026-02-20
 */
export function planAddedDisk(facts: EncryptionFacts, options: PlanRerunOptions = {}): Plan {
  const encrypted = encryptedVirtualMachine(facts);
  const { virtualMachine: vm } = facts;
  const added = encrypted.unstamped.filter(({ id }) => !sameResourceId(id, vm.osDisk.managedDiskId ?? ""));
  const grown: EncryptedVirtualMachine = {
    ...encrypted,
    facts: { ...encrypted.facts, volumeType: grownVolumeType(encrypted) },
  };
  if (added.length > 0) {
    assertSameKeys(encrypted);
    assertVolumesShown(grown, added);
  }
  return planRerun(
    grown,
    {
      job: "encrypt-added-disk",
      steps: added.length === 0 ? [] : [encryptStep(grown, added, options)],
      warnings: [
        "The portal can't do this. What the encrypted disks carry stays as it is: a rerun with the same vault and key rotates nothing.",
        ...(vm.osType === "Windows"
          ? [
              "BitLocker may encrypt an added disk by itself at a restart, without a stamp; this run stamps it.",
            ]
          : []),
      ],
    },
    options,
  );
}

/** All where the OS volume is encrypted, also where it was the only one; else Data. */
function grownVolumeType({ facts: { virtualMachine: vm, volumeType } }: EncryptedVirtualMachine): VolumeType {
  return vm.osType === "Windows" || volumeType !== "Data" ? "All" : "Data";
}

function assertSameKeys({ facts, keyVault, stamped }: EncryptedVirtualMachine): void {
  const { virtualMachine: vm, keyEncryptionKey } = facts;
  const keyUrl =
    keyEncryptionKey !== "none" && keyEncryptionKey.kind === "known" ? keyEncryptionKey.value.url : "";
  const isOther = ({ secretVaultId, keyEncryptionKeyUrl = "" }: DiskEncryptionSettings): boolean =>
    !sameResourceId(secretVaultId, keyVault.id) || keyEncryptionKeyUrl.toLowerCase() !== keyUrl.toLowerCase();
  const [other] = stamped.flatMap((disk) => disk.encryptionSettings?.settings ?? []).filter(isOther);
  if (other === undefined) return;
  throw planBlocked(
    `The encrypted disks of ${vm.name} name another vault or key than was observed: this would rotate their keys too.`,
    `Observe it with keyVaultId ${other.secretVaultId} and keyEncryptionKeyUrl ${other.keyEncryptionKeyUrl ?? '"none"'}; to rotate, plan that first (planAdeKeyRotation).`,
  );
}

function assertVolumesShown({ facts }: EncryptedVirtualMachine, added: readonly ManagedDisk[]): void {
  const { virtualMachine: vm, guest } = facts;
  // A guest that was not read is unknown to the requirements, which block the plan.
  if (guest.kind === "missing") return;
  const shown = guest.value.volumes.filter(({ role, state }) => role === "data" && state === "decrypted");
  if (shown.length >= added.length) return;
  throw planBlocked(
    `The guest of ${vm.name} shows ${shown.length} plain data volumes for ${added.length} added disks: ${inWords(added.map(({ name }) => name))}.`,
    vm.osType === "Windows"
      ? "Initialise the disk, make an NTFS volume with a drive letter, and observe the VM again."
      : "Format and mount it, with its UUID and nofail in /etc/fstab, and observe the VM again.",
  );
}

function encryptStep(
  { facts, keyVault }: EncryptedVirtualMachine,
  added: readonly ManagedDisk[],
  { withoutSnapshots = false }: PlanRerunOptions,
): StepContent {
  const { virtualMachine: vm } = facts;
  return {
    title: `Encrypt ${inWords(added.map(({ name }) => name))} of ${vm.name}, with ${facts.volumeType}`,
    action: {
      kind: "put-extension",
      vmId: vm.id,
      location: vm.location,
      ...handlerOf(vm.osType),
      settings: encryptionSettings(facts, keyVault.id, keyVault.vaultUri),
    },
    impact: "may-restart",
    undo:
      vm.osType === "Linux" && facts.volumeType === "All"
        ? {
            kind: "impossible",
            because: `Linux data volumes can't be decrypted where the OS volume is encrypted; restore them from ${withoutSnapshots ? "a backup of your own" : "the snapshot"}`,
          }
        : { kind: "possible", how: "disable encryption (planDisable), of every volume that it covers" },
    // The OS volume is encrypted already: only data volumes are left to do.
    expectedDuration: expectedDuration({
      virtualMachine: vm,
      volumeType: vm.osType === "Linux" ? "Data" : "All",
    }),
  };
}
