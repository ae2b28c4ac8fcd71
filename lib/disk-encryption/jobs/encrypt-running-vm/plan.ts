import { createHash } from "node:crypto";

import type { EditionChoice } from "../../checks/edition-choice";
import type { EncryptionFacts } from "../../checks/facts";
import { evaluate } from "../../checks/evaluate";
import { defined, type KeyVault, parseResourceId, RunbookError, type VirtualMachine } from "@runbooks/azure";
import type { ExtensionSettings, ExtensionType } from "../../change/actions/extension";
import { sequenceVersionOf } from "../../change/sequence-version";
import { blockersOf, objectionsTo } from "../../change/blockers";
import { assertGuestIsFresh, guestReadAt, guestWarning } from "../../change/guest-age";
import { planSteps, sealPlan, type Override, type Plan, type StepContent } from "../../change/plan";
import { diskState, keyEncryptionKeyState, keyVaultState, virtualMachineState } from "../../change/state";
import { assertVolumesAtRest } from "./volumes-at-rest";
import { whatIsLeft } from "./what-is-left";
import { expectedDuration } from "../../change/waits/durations";

/** ADE's end, told in every plan. Azure Disk Encryption for Windows VMs, retirement notice. */
export const RETIREMENT_WARNING: string =
  "Azure Disk Encryption retires on 2028-09-15: afterwards encrypted disks don't unlock at a reboot. " +
  "For a new VM take encryption at host; a disk that once had ADE can't get it in place.";

export interface PlanEncryptionOptions {
  /** Which edition of the requirements decides; both unless said. */
  readonly edition?: EditionChoice;
  readonly overrides?: readonly Override[];
  /** Leave out the snapshots; only with a backup of another kind. */
  readonly withoutSnapshots?: boolean;
}

/**
 * Plans the encryption of a running VM: snapshots of its disks, the extension, and for a Linux OS volume the restart that ends it; of a VM
 * that is under way already, what is left. Where no encryption is left to start, no requirement blocks the plan. Pure.
 *
 * @throws RunbookError `PlanBlocked` where the vault, a disk, or a key encryption key that was asked for could not be read: there is
 *   nothing to plan with; where Azure is still at it; and where a volume is just being encrypted or decrypted, or is paused.
 */
export function planEncryption(facts: EncryptionFacts, options: PlanEncryptionOptions = {}): Plan {
  const { virtualMachine: vm, keyVault, keyEncryptionKey, keyEncryptionKeyVault } = facts;
  if (keyVault.kind === "missing") {
    throw new RunbookError(
      "PlanBlocked",
      `No vault for ${vm.name}: ${keyVault.reason.replace(/\.$/, "")}.`,
      keyVault.absent === true
        ? "Make it first: approve and apply the plan of planKeyVault; then observe again. Or name a vault that is there."
        : "Name a key vault that you can read, or let proposeEncryption propose one.",
    );
  }
  // Not left to the checks: an edition that sets no rule on the key, or an override, would leave out the key that was asked for.
  if (keyEncryptionKey !== "none" && keyEncryptionKey.kind === "missing") {
    throw new RunbookError(
      "PlanBlocked",
      `No key encryption key for ${vm.name}: ${keyEncryptionKey.reason}.`,
      keyEncryptionKeyVault?.kind === "missing"
        ? VAULT_OF_KEY_HINT
        : "Name a key that you can read, or none.",
    );
  }
  const left = whatIsLeft(facts);
  if (left === "waiting") {
    throw new RunbookError(
      "PlanBlocked",
      `The Azure Disk Encryption extension of ${vm.name} is not done yet.`,
      `Azure is still at it; watch(azure, "${vm.name}", ...) tells when it is through.`,
    );
  }
  const { overrides = [], edition = "both", withoutSnapshots = false } = options;
  const startsEncryption = left === "everything";
  if (startsEncryption) {
    assertVolumesAtRest(facts);
    assertGuestIsFresh(facts);
  }
  const readAt = startsEncryption ? guestReadAt(facts) : undefined;
  const encryptsLinuxOs = startsEncryption && vm.osType === "Linux" && facts.volumeType !== "Data";
  const findings = evaluate(facts);
  const blockers = blockersOf(findings, edition, overrides);
  const steps: StepContent[] = [
    ...(startsEncryption && !withoutSnapshots ? snapshotSteps(facts) : []),
    ...(startsEncryption ? [extensionStep(facts, keyVault.value, withoutSnapshots)] : []),
    ...(encryptsLinuxOs || left === "restart" ? [restartStep(vm)] : []),
  ];
  return sealPlan({
    job: "encrypt-running-vm",
    target: vm.name,
    targetId: vm.id,
    edition,
    steps: planSteps(steps),
    touches: [
      virtualMachineState(vm),
      ...facts.disks.flatMap((disk) => (disk.kind === "known" ? [diskState(disk.value)] : [])),
      keyVaultState(keyVault.value),
      ...(keyEncryptionKeyVault?.kind === "known" ? [keyVaultState(keyEncryptionKeyVault.value)] : []),
      ...keyEncryptionKeyState(facts),
    ],
    // The requirements are for starting it; a VM that waits for its restart answers no probe.
    blockers: startsEncryption ? blockers : [],
    overrides,
    warnings: [
      RETIREMENT_WARNING,
      ...(startsEncryption ? (facts.proposed ?? []) : []),
      ...(encryptsLinuxOs ? [LINUX_OS_WARNING] : []),
      ...(startsEncryption && withoutSnapshots ? [NO_SNAPSHOTS_WARNING] : []),
      ...(startsEncryption ? [...guestWarning(facts), ...objectionsTo(findings, edition)] : []),
    ],
    ...defined({ guestReadAt: readAt }),
  });
}

/** What to do where the key's own vault is not known. */
export const VAULT_OF_KEY_HINT =
  "Give the full resource id of the key's own vault too (keyEncryptionKeyVaultId), and get the right to read it.";

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

export const NO_SNAPSHOTS_WARNING =
  "No snapshots are taken: if it fails, only a backup of your own restores the VM.";

export const LINUX_OS_WARNING =
  "A Linux OS volume stays encrypted for good: it can't be decrypted. SSH is off meanwhile, and it takes hours.";

/**
 * A snapshot of each disk. Pure.
 *
 * @throws RunbookError `PlanBlocked` for a disk that could not be read.
 */
export function snapshotSteps({
  virtualMachine: vm,
  disks,
  observedAt,
}: EncryptionFacts): readonly StepContent[] {
  const stamp = observedAt.toISOString().replace(/[-:T]/g, "").slice(0, 14);
  return disks.map((disk) => {
    if (disk.kind === "missing") {
      throw new RunbookError(
        "PlanBlocked",
        `A disk of ${vm.name} can't be snapshotted: ${disk.reason}`,
        "Get the right to read it.",
      );
    }
    const { id, name, location } = disk.value;
    const { subscriptionId, resourceGroupName } = parseResourceId(id);
    const snapshotName = `${shortName(name, id)}-before-ade-${stamp}`;
    return {
      title: `Snapshot disk ${name}`,
      action: {
        kind: "create-snapshot",
        snapshotId: `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Compute/snapshots/${snapshotName}`,
        location,
        sourceDiskId: id,
      },
      impact: "none",
      undo: { kind: "possible", how: "delete the snapshot" },
    };
  });
}

/** A snapshot's name holds 80 characters, 26 of them for its end. A disk's name that is cut is kept unique by a hash of the disk's id. */
export function shortName(name: string, id: string): string {
  if (name.length <= 54) return name;
  return `${name.slice(0, 47)}-${createHash("sha256").update(id.toLowerCase()).digest("hex").slice(0, 6)}`;
}

/** The handler of each operating system, single pass. "Azure Disk Encryption for Windows / Linux" extension schema, 2020-03-19. */
export function handlerOf(osType: "Windows" | "Linux"): {
  extensionType: ExtensionType;
  typeHandlerVersion: string;
} {
  return osType === "Windows"
    ? { extensionType: "AzureDiskEncryption", typeHandlerVersion: "2.2" }
    : { extensionType: "AzureDiskEncryptionForLinux", typeHandlerVersion: "1.1" };
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
