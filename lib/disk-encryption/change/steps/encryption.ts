import type { EncryptionFacts } from "../../checks/facts";
import type { KeyVault, VirtualMachine } from "@runbooks/azure";
import { handlerOf, type ExtensionSettings } from "../actions/extension";
import type { StepContent } from "../plan";
import { sequenceVersionOf } from "../sequence-version";
import { expectedDuration } from "../waits/durations";

/** The step that encrypts. Pure. */
export function extensionStep(
  facts: EncryptionFacts,
  vault: KeyVault,
  withoutSnapshots: boolean,
): StepContent {
  const { virtualMachine: vm, volumeType } = facts;
  const encryptsLinuxOs = vm.osType === "Linux" && volumeType !== "Data";
  const copy = withoutSnapshots ? "a backup of your own" : "the snapshot";
  return {
    title: `Encrypt ${volumeWords(facts)} of ${vm.name}`,
    action: {
      kind: "put-extension",
      vmId: vm.id,
      location: vm.location,
      ...handlerOf(vm.osType),
      settings: encryptionSettings(facts, vault.id, vault.vaultUri),
    },
    impact: encryptsLinuxOs ? "unavailable" : "may-restart",
    undo: encryptsLinuxOs
      ? {
          kind: "impossible",
          because: `a Linux OS volume can't be decrypted; restore it from ${copy}`,
        }
      : {
          kind: "possible",
          how: `disable encryption (planDisable)${withoutSnapshots ? "" : ", or the snapshots"}`,
        },
    expectedDuration: expectedDuration(facts),
  };
}

/** The step that ends the encryption of a Linux OS volume. Pure. */
export function restartStep(vm: VirtualMachine): StepContent {
  return {
    title: `Restart ${vm.name} to finish its OS volume`,
    action: { kind: "restart", vmId: vm.id },
    impact: "restart",
    undo: { kind: "impossible", because: "a restart can't be taken back" },
  };
}

/** Names and values in the handler's own spelling: they are case sensitive. The KEK's settings are left out where there is none. */
export function encryptionSettings(
  facts: EncryptionFacts,
  vaultId: string,
  vaultUri: string,
): ExtensionSettings {
  const { keyEncryptionKey, keyEncryptionKeyVault, volumeType } = facts;
  return {
    EncryptionOperation: "EnableEncryption",
    KeyVaultURL: vaultUri,
    KeyVaultResourceId: vaultId,
    ...(keyEncryptionKey === "none" || keyEncryptionKey.kind === "missing"
      ? {}
      : {
          KeyEncryptionKeyURL: keyEncryptionKey.value.url,
          KekVaultResourceId:
            keyEncryptionKeyVault?.kind === "known" ? keyEncryptionKeyVault.value.id : vaultId,
          KeyEncryptionAlgorithm: "RSA-OAEP",
        }),
    VolumeType: volumeType,
    SequenceVersion: sequenceVersionOf(facts),
  };
}

function volumeWords({ volumeType }: EncryptionFacts): string {
  switch (volumeType) {
    case "OS":
      return "the OS volume";
    case "Data":
      return "the data volumes";
    case "All":
      return "all volumes";
  }
}
