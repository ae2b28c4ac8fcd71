import { type DiskEncryptionSettings, type ManagedDisk, sameResourceId } from "@runbooks/azure";
import type { EncryptionFacts } from "../../checks/facts";
import {
  encryptedVirtualMachine,
  planRerun,
  type EncryptedVirtualMachine,
  type PlanRerunOptions,
} from "../encrypt-running-vm/rerun";
import type { Plan, StepContent } from "../../change/plan";
import { handlerOf } from "../../change/actions/extension";
import { encryptionSettings } from "../../change/steps/encryption";

/** Azure/azure-linux-extensions#2035, opened 2025-04, open on 2026-11-24. */
const LINUX_WARNING =
  "On Ubuntu 22.04 and 24.04 a rotation has emptied the volume that hands the VM its key (Azure/azure-linux-extensions#2035): rotate one VM, " +
  "verify it, and don't stop or restart it before.";

/** What is to be known before a rotation. "Creating and configuring a key vault for Azure Disk Encryption", 2019-10-06 (versioned URL). */
const PINNED_WARNING =
  "A disk names one version of its key. A new version in the vault, by hand or by a rotation policy, changes no disk before this plan.";

/**
 * Plans the rotation of the keys of an encrypted VM: its extension runs again, with another version of the key encryption key, with another
 * key, with none, or with another vault, which makes new disk keys too. Pure.
 *
 * What it is to be encrypted with is what was observed for it: `observe(azure, vm, { keyVaultId, keyEncryptionKeyUrl, guest })`. Nothing is
 * left to do where the disks name that already. A new SequenceVersion alone rotates nothing.
 *
 * @throws RunbookError `PlanBlocked` as {@link encryptedVirtualMachine}.
 * @see "Azure Disk Encryption for Windows / Linux virtual machines FAQ", rotate secrets or encryption keys, 2024; Azure/azure-linux-extensions,
 *   VMEncryption: any change of vault, key or algorithm makes a new passphrase, adds its key slot, stamps the disks anew, drops the old slot
 */
export function planAdeKeyRotation(facts: EncryptionFacts, options: PlanRerunOptions = {}): Plan {
  const encrypted = encryptedVirtualMachine(facts);
  const old = settingsToReplace(encrypted);
  return planRerun(
    encrypted,
    {
      job: "rotate-ade-keys",
      steps: old.length === 0 ? [] : [rotationStep(encrypted)],
      warnings: [
        ...keepWarnings(old),
        PINNED_WARNING,
        ...(facts.virtualMachine.osType === "Linux" ? [LINUX_WARNING] : []),
      ],
    },
    options,
  );
}

/** What the stamped disks name and are not to name any more. */
function settingsToReplace({
  facts,
  keyVault,
  stamped,
}: EncryptedVirtualMachine): readonly DiskEncryptionSettings[] {
  const { keyEncryptionKey } = facts;
  const keyUrl =
    keyEncryptionKey !== "none" && keyEncryptionKey.kind === "known" ? keyEncryptionKey.value.url : "";
  const isWished = ({ secretVaultId, keyEncryptionKeyUrl = "" }: DiskEncryptionSettings): boolean =>
    sameResourceId(secretVaultId, keyVault.id) && keyEncryptionKeyUrl.toLowerCase() === keyUrl.toLowerCase();
  return stamped.flatMap((disk) => settingsOf(disk).filter((settings) => !isWished(settings)));
}

const settingsOf = ({ encryptionSettings: stamp }: ManagedDisk): readonly DiskEncryptionSettings[] =>
  stamp?.settings ?? [];

function rotationStep({ facts, keyVault, stamped }: EncryptedVirtualMachine): StepContent {
  const { virtualMachine: vm, keyEncryptionKey } = facts;
  const disks = stamped.length === 1 ? "disk" : "disks";
  const key =
    keyEncryptionKey === "none" || keyEncryptionKey.kind === "missing"
      ? "no key encryption key"
      : `version ${keyEncryptionKey.value.version?.slice(0, 8) ?? "?"}… of key ${keyEncryptionKey.value.name}`;
  return {
    title: `Rotate the keys of ${stamped.length} ${disks} of ${vm.name} to vault ${keyVault.name}, ${key}`,
    action: {
      kind: "put-extension",
      vmId: vm.id,
      location: vm.location,
      ...handlerOf(vm.osType),
      settings: encryptionSettings(facts, keyVault.id, keyVault.vaultUri),
    },
    impact: "may-restart",
    undo: {
      kind: "possible",
      how: "rotate again, with the former vault and key version; or the snapshots, with the former secrets",
    },
    expectedDuration: "minutes; no volume is encrypted anew",
  };
}

/** Snapshots and backups name the former secret and version: without them they don't open. Azure Key Vault backup, 2026-04-10. */
function keepWarnings(old: readonly DiskEncryptionSettings[]): readonly string[] {
  const keys = new Set(old.flatMap(({ keyEncryptionKeyUrl }) => keyEncryptionKeyUrl ?? []));
  const secrets = new Set(old.map(({ secretUrl }) => secretUrl));
  const until = "as long as a snapshot or backup from before the rotation is kept";
  return [
    ...[...keys].map((url) => `Keep this key version enabled ${until}: ${url}`),
    ...[...secrets].map((url) => `Keep this secret version enabled ${until}: ${url}`),
  ];
}
