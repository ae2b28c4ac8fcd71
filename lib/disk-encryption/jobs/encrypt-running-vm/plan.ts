import type { EncryptionFacts } from "../../checks/facts";
import { evaluate } from "../../checks/evaluate";
import { assertGuestIsFresh, guestReadAt, guestWarning } from "../../change/guest-age";
import { type Plan, type StepContent } from "../../change/plan";
import { assertVolumesAtRest } from "./volumes-at-rest";
import { whatIsLeft } from "./what-is-left";
import { planBlocked, VAULT_OF_KEY_HINT } from "../../change/blocked";
import { type PlanOptions, definePlan } from "../../change/define-plan";
import { extensionStep, restartStep } from "../../change/steps/encryption";
import { snapshotSteps } from "../../change/steps/snapshots";
import { touchedByEncryption } from "../../change/touched";
import { RETIREMENT_WARNING, LINUX_OS_WARNING, NO_SNAPSHOTS_WARNING } from "../../change/warnings";

export interface PlanEncryptionOptions extends PlanOptions {
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
    throw planBlocked(
      `No vault for ${vm.name}: ${keyVault.reason.replace(/\.$/, "")}.`,
      keyVault.absent === true
        ? "Make it first: approve and apply the plan of planKeyVault; then observe again. Or name a vault that is there."
        : "Name a key vault that you can read, or let proposeEncryption propose one.",
    );
  }
  // Not left to the checks: an edition that sets no rule on the key, or an override, would leave out the key that was asked for.
  if (keyEncryptionKey !== "none" && keyEncryptionKey.kind === "missing") {
    throw planBlocked(
      `No key encryption key for ${vm.name}: ${keyEncryptionKey.reason}.`,
      keyEncryptionKeyVault?.kind === "missing"
        ? VAULT_OF_KEY_HINT
        : "Name a key that you can read, or none.",
    );
  }
  const left = whatIsLeft(facts);
  if (left === "waiting") {
    throw planBlocked(
      `The Azure Disk Encryption extension of ${vm.name} is not done yet.`,
      `Azure is still at it; watch(azure, "${vm.name}", ...) tells when it is through.`,
    );
  }
  const { withoutSnapshots = false } = options;
  const startsEncryption = left === "everything";
  if (startsEncryption) {
    assertVolumesAtRest(facts);
    assertGuestIsFresh(facts);
  }
  const encryptsLinuxOs = startsEncryption && vm.osType === "Linux" && facts.volumeType !== "Data";
  const steps: StepContent[] = [
    ...(startsEncryption && !withoutSnapshots ? snapshotSteps(facts) : []),
    ...(startsEncryption ? [extensionStep(facts, keyVault.value, withoutSnapshots)] : []),
    ...(encryptsLinuxOs || left === "restart" ? [restartStep(vm)] : []),
  ];
  return definePlan(
    {
      job: "encrypt-running-vm",
      target: vm,
      steps,
      touches: touchedByEncryption(facts, keyVault.value),
      // The requirements are for starting it; a VM that waits for its restart answers no probe.
      findings: startsEncryption ? evaluate(facts) : [],
      warnings: [
        RETIREMENT_WARNING,
        ...(startsEncryption ? (facts.proposed ?? []) : []),
        ...(encryptsLinuxOs ? [LINUX_OS_WARNING] : []),
        ...(startsEncryption && withoutSnapshots ? [NO_SNAPSHOTS_WARNING] : []),
        ...(startsEncryption ? guestWarning(facts) : []),
      ],
      guestReadAt: startsEncryption ? guestReadAt(facts) : undefined,
    },
    options,
  );
}
