import { evaluateCustomerKey, evaluatePlatformKey } from "../../checks/customer-key/evaluate";
import type { CustomerKeyFacts, EncryptionTarget } from "../../checks/customer-key/facts";
import { unmanagedDisksOf } from "../../checks/customer-key/managed-disks";
import type { CustomerKeyRequirementId } from "../../checks/customer-key/requirement";
import { storedOf, type Stored } from "../../checks/customer-key/targets";
import {
  encryptionWith,
  isEncryptedAs,
  PLATFORM_KEY,
  type WishedEncryption,
} from "../../checks/customer-key/wished-encryption";
import type { Finding } from "../../checks/finding";
import { inWords } from "../../checks/verdict";
import { downtimeWarnings, startIfDown, whileDeallocated } from "../../change/steps/downtime";
import { type Job, type Plan, type StepContent } from "../../change/plan";
import { keyOfAStart } from "./key-of-a-start";
import { planBlocked } from "../../change/blocked";
import { type PlanOptions, definePlan } from "../../change/define-plan";
import { touchedByCustomerKey } from "../../change/touched";

export interface PlanCustomerKeyOptions extends PlanOptions {
  /** Start the VM afterwards, also where nothing but the start is left; without it, only where it runs now. */
  readonly startAfterwards?: boolean;
}

/** "Server-side encryption of Azure managed disks", 2026-04-02: Full control of your keys; Restrictions; Encryption at host. */
const warnings: readonly string[] = [
  "From then on the disks need the key. If it is disabled, deleted or expires, their VMs stop.",
  "While these disks have a customer-managed key, Azure Disk Encryption can't be enabled on them.",
  "The key does not protect the temporary disk and the host's caches. Encryption at host does.",
];

/**
 * Plans the encryption at rest of existing disks and snapshots with the key of a set: of a VM, deallocate, change each disk, start again. Pure.
 *
 * What has the set already is left alone; where nothing is left, no requirement blocks the plan. Where only the start is left, those do that
 * the VM needs of its key to start. An unmanaged disk is never done: it blocks the plan.
 *
 * @throws RunbookError `PlanBlocked` where the set, a disk or a snapshot could not be read: there is nothing to plan with.
 */
export function planCustomerKey(facts: CustomerKeyFacts, options: PlanCustomerKeyOptions = {}): Plan {
  const { diskEncryptionSet: set } = facts;
  if (set.kind === "missing") {
    throw planBlocked(
      `No disk encryption set for ${targetOf(facts).name}: ${set.reason}`,
      "Name a set that you can read, or make it first: diskEncryptionSets.plan(...).",
    );
  }
  return planChange(facts, options, {
    job: "encrypt-with-customer-key",
    wished: encryptionWith(set.value),
    words: `set ${set.value.name}`,
    findings: evaluateCustomerKey(facts),
    undo: "customerKeys.planPlatformKey(...); not possible once the disk has incremental snapshots",
    warnings,
  });
}

/**
 * Plans the return of disks and snapshots to the platform's key. Pure.
 *
 * @throws RunbookError `PlanBlocked` where a disk or a snapshot could not be read.
 * @see "Frequently asked questions about Azure managed disks", Encryption, 2025-04-11
 */
export function planPlatformKey(facts: CustomerKeyFacts, options: PlanCustomerKeyOptions = {}): Plan {
  return planChange(facts, options, {
    job: "return-to-platform-key",
    wished: PLATFORM_KEY,
    words: "the platform's key",
    findings: evaluatePlatformKey(facts),
    undo: "customerKeys.plan(...)",
    warnings: ["The customer-managed key no longer protects these disks: disabling it no longer locks them."],
  });
}

interface Change {
  readonly job: Job;
  readonly wished: WishedEncryption;
  readonly words: string;
  readonly findings: readonly Finding<CustomerKeyRequirementId>[];
  readonly undo: string;
  readonly warnings: readonly string[];
}

function planChange(facts: CustomerKeyFacts, options: PlanCustomerKeyOptions, change: Change): Plan {
  const { startAfterwards } = options;
  const { virtualMachine: vm, targets } = facts;
  const left = targets.filter((target) => !isEncryptedAs(readOrBlocked(target), change.wished));
  const changes = left.map((target) => changeStep(target, change));
  const steps =
    vm === undefined
      ? changes
      : changes.length > 0
        ? whileDeallocated(vm, changes, startAfterwards)
        : startAfterwards === true
          ? startIfDown(vm)
          : [];
  const isDone = changes.length === 0 && (vm === undefined || unmanagedDisksOf(vm).length === 0);
  const findings = isDone
    ? change.findings.filter(({ requirement }) => keyOfAStart.includes(requirement))
    : change.findings;
  return definePlan(
    {
      job: change.job,
      target: targetOf(facts),
      steps,
      touches: touchedByCustomerKey(facts),
      findings: isDone && steps.length === 0 ? [] : findings,
      warnings: [
        ...(vm === undefined ? [] : downtimeWarnings(vm, steps)),
        ...(changes.length === 0 ? [] : change.warnings),
      ],
    },
    options,
  );
}

function changeStep(target: EncryptionTarget, { wished, words, undo }: Change): StepContent {
  return {
    title: `Encrypt ${target.kind} ${target.name} with ${words}`,
    action:
      target.kind === "disk"
        ? { kind: "set-disk-encryption", diskId: target.id, encryption: wished }
        : { kind: "set-snapshot-encryption", snapshotId: target.id, encryption: wished },
    impact: "none",
    undo: { kind: "possible", how: undo },
    expectedDuration: "seconds; Azure encrypts what is there in the background",
  };
}

function readOrBlocked(target: EncryptionTarget): Stored {
  const stored = storedOf(target);
  if (stored.kind === "known") return stored.value;
  throw planBlocked(
    `${target.name} was not read: ${stored.reason}`,
    "Get the right to read it, or leave it out.",
  );
}

/** What an approval has to repeat: the VM, or the disks and snapshots. */
export const targetOf = ({
  virtualMachine,
  targets,
}: CustomerKeyFacts): { readonly id: string; readonly name: string } =>
  virtualMachine ?? { id: targets[0]?.id ?? "", name: inWords(targets.map(({ name }) => name)) };
