import {
  type KeyVault,
  type ManagedDisk,
  sameResourceId,
  type VirtualMachine,
  type VolumeType,
} from "@runbooks/azure";
import { evaluate } from "../../checks/evaluate";
import type { EncryptionFacts } from "../../checks/facts";
import type { Finding } from "../../checks/finding";
import { diskEncryptionExtension } from "../../protection/extension-state";
import { assertGuestIsFresh, guestReadAt, guestWarning } from "../../change/guest-age";
import { type Job, type Plan, type StepContent } from "../../change/plan";
import { assertVolumesAtRest } from "./volumes-at-rest";
import { whatIsLeft } from "./what-is-left";
import { planBlocked, VAULT_OF_KEY_HINT } from "../../change/blocked";
import { type PlanOptions, definePlan } from "../../change/define-plan";
import { touchedByEncryption } from "../../change/touched";
import { snapshotSteps } from "../../change/steps/snapshots";
import { RETIREMENT_WARNING, NO_SNAPSHOTS_WARNING } from "../../change/warnings";

export interface PlanRerunOptions extends PlanOptions {
  /** Leave out the snapshots; only with a backup of another kind. */
  readonly withoutSnapshots?: boolean;
}

/** A VM that Azure Disk Encryption has encrypted, and whose extension is to run again. */
export interface EncryptedVirtualMachine {
  /** As observed, with the volume type that the VM is encrypted with. */
  readonly facts: EncryptionFacts;
  readonly keyVault: KeyVault;
  /** The disks that carry the stamp. */
  readonly stamped: readonly ManagedDisk[];
  /** The disks that don't. */
  readonly unstamped: readonly ManagedDisk[];
}

/**
 * What a rerun of the extension starts from. Pure.
 *
 * @throws RunbookError `PlanBlocked` where a disk, the vault or the key was not read, no disk carries the settings of Azure Disk Encryption, or
 *   Azure is still at work on the VM.
 */
export function encryptedVirtualMachine(facts: EncryptionFacts): EncryptedVirtualMachine {
  const { virtualMachine: vm, keyVault, keyEncryptionKey, keyEncryptionKeyVault } = facts;
  const disks = facts.disks.map((disk) => {
    if (disk.kind === "known") return disk.value;
    throw planBlocked(`A disk of ${vm.name} was not read: ${disk.reason}.`, "Get the right to read it.");
  });
  if (keyVault.kind === "missing")
    throw planBlocked(`No vault for ${vm.name}: ${keyVault.reason}.`, "Name a key vault that you can read.");
  if (keyEncryptionKey !== "none" && keyEncryptionKey.kind === "missing") {
    throw planBlocked(
      `No key encryption key for ${vm.name}: ${keyEncryptionKey.reason}.`,
      keyEncryptionKeyVault?.kind === "missing"
        ? VAULT_OF_KEY_HINT
        : "Name a key that you can read, or none.",
    );
  }
  const isStamped = (disk: ManagedDisk): boolean => disk.encryptionSettings?.enabled === true;
  const stamped = disks.filter(isStamped);
  const volumeType = encryptedVolumeType(vm, stamped);
  if (volumeType === undefined) {
    throw planBlocked(
      `No disk of ${vm.name} carries the settings of Azure Disk Encryption.`,
      "Plan its encryption first: planEncryption(facts).",
    );
  }
  assertAtRest(facts);
  return {
    facts: { ...facts, volumeType },
    keyVault: keyVault.value,
    stamped,
    unstamped: disks.filter((disk) => !isStamped(disk)),
  };
}

/**
 * The volume type that a VM is encrypted with: what its extension was last asked for, or what its stamped disks say where the extension is gone
 * or says less. Undefined: none of its disks is stamped.
 */
export function encryptedVolumeType(
  vm: VirtualMachine,
  stamped: readonly Pick<ManagedDisk, "id">[],
): VolumeType | undefined {
  if (stamped.length === 0) return undefined;
  const ofOsDisk = stamped.some(({ id }) => sameResourceId(id, vm.osDisk.managedDiskId ?? ""));
  const ofDataDisk = stamped.length > (ofOsDisk ? 1 : 0);
  if (ofOsDisk && ofDataDisk) return "All";
  const { EncryptionOperation: operation, VolumeType: asked } = diskEncryptionExtension(vm)?.settings ?? {};
  const wasEnabled = typeof operation === "string" && operation.startsWith("EnableEncryption");
  // Windows takes a missing volume type for All.
  if (wasEnabled && (asked === undefined || (typeof asked === "string" && asked.toLowerCase() === "all")))
    return "All";
  return ofOsDisk ? "OS" : "Data";
}

function assertAtRest(facts: EncryptionFacts): void {
  const { virtualMachine: vm } = facts;
  const left = whatIsLeft(facts);
  if (left === "waiting" || left === "restart") {
    throw planBlocked(
      `The encryption of ${vm.name} is not done yet.`,
      left === "restart"
        ? "Plan what is left first (planEncryption): it waits for its restart."
        : `Azure is still at it; watch(azure, "${vm.name}", ...) tells when it is through.`,
    );
  }
  assertVolumesAtRest(facts);
}

/** What a plan of a rerun says of itself. */
export interface RerunContent {
  readonly job: Job;
  readonly steps: readonly StepContent[];
  readonly warnings: readonly string[];
}

/** A plan of a rerun: snapshots first, then the steps; nothing at all where there are no steps. Pure. */
export function planRerun(
  { facts, keyVault }: Pick<EncryptedVirtualMachine, "facts" | "keyVault">,
  { job, steps, warnings }: RerunContent,
  options: PlanRerunOptions,
): Plan {
  const { withoutSnapshots = false } = options;
  const isDone = steps.length === 0;
  if (!isDone) assertGuestIsFresh(facts);
  return definePlan(
    {
      job,
      target: facts.virtualMachine,
      steps: isDone ? [] : [...(withoutSnapshots ? [] : snapshotSteps(facts)), ...steps],
      touches: touchedByEncryption(facts, keyVault),
      findings: isDone ? [] : findingsOf(facts),
      warnings: [
        RETIREMENT_WARNING,
        ...(isDone ? [] : [...(facts.proposed ?? []), ...warnings]),
        ...(isDone || !withoutSnapshots ? [] : [NO_SNAPSHOTS_WARNING]),
        // What is to be wiped is looked into again, right before.
        ...(isDone || job === "format-and-encrypt" ? [] : guestWarning(facts)),
      ],
      guestReadAt: isDone ? undefined : guestReadAt(facts),
    },
    options,
  );
}

/**
 * The memory rule of a Linux OS volume is for its encryption alone: afterwards the VM may have less. "Azure Disk Encryption for Linux VMs",
 * Memory requirements, 2026-02-20.
 */
function findingsOf(facts: EncryptionFacts): readonly Finding[] {
  const osIsEncrypted = facts.volumeType !== "Data";
  return evaluate(facts).filter(
    ({ requirement }) =>
      !(requirement === "memory" && osIsEncrypted && facts.virtualMachine.osType === "Linux"),
  );
}
