import { createHash } from "node:crypto";
import { inspect } from "node:util";

import type { AnyRequirementId } from "../checks/any-requirement";
import type { EditionChoice } from "../checks/edition-choice";
import { requestText, type PlannedRequest } from "../connection/changes";
import { wipesVolumes } from "../connection/destructive-request";
import { defined, RunbookError } from "@runbooks/azure";
import { destroyedBy, requestOf, type Action } from "./actions";

/** What a step does to whoever uses the VM meanwhile. */
export type Impact = "none" | "may-restart" | "restart" | "unavailable";

/** How a step is taken back, or why it can't be. */
export type Undo =
  | { readonly kind: "possible"; readonly how: string }
  | { readonly kind: "impossible"; readonly because: string };

/** One step: one changing request, what it means for the VM, and how it is undone. */
export interface PlanStep {
  /** Position and kind: `2-put-extension`. */
  readonly id: string;
  readonly title: string;
  readonly action: Action;
  readonly request: PlannedRequest;
  readonly impact: Impact;
  readonly undo: Undo;
  /** What it destroys for good, by name: it takes an approval of its own (`approveDestruction`). Absent: nothing. */
  readonly destroys?: readonly string[];
  /** How long Azure says it takes, in words with its source; absent where it is a matter of seconds. */
  readonly expectedDuration?: string;
}

/** A resource that the plan was made for, and the state it was in; a changed state is refused before the first request. */
export interface TouchedResource {
  readonly id: string;
  readonly state: string;
}

/** A requirement that is not met (or not known to be met) and stands against applying the plan. */
export interface Blocker {
  readonly requirement: AnyRequirementId;
  readonly outcome: "fail" | "unknown";
  readonly evidence: string;
  readonly fix: string;
  /** `current` where the module alone stands against it. Never `module`: Azure goes by the current documents. */
  readonly permittedBy?: "current";
}

/** A person's decision to go on in spite of one requirement, with the reason, on record in the plan and its hash. */
export interface Override {
  readonly requirement: AnyRequirementId;
  readonly reason: string;
}

/** What a plan is for. */
export type Job =
  | "prepare-key-vault"
  | "encrypt-running-vm"
  | "disable-encryption"
  | "new-key-version"
  | "rotate-ade-keys"
  | "encrypt-added-disk"
  | "remove-extension"
  | "format-and-encrypt"
  | "encrypt-new-vm"
  | "store-key"
  | "upload-disk"
  | "create-vm-from-disk"
  | "prepare-disk-encryption-set"
  | "encrypt-with-customer-key"
  | "return-to-platform-key"
  | "rotate-customer-key"
  | "revoke-customer-key"
  | "restore-customer-key"
  | "start-vm"
  | "take-snapshots"
  | "create-image"
  | "encrypt-at-host"
  | "end-encryption-at-host"
  | "leave-ade"
  | "delete-old-vm";

/** What will be done, to the last request, before anything is done. */
export interface Plan {
  readonly job: Job;
  /** Name that an approval has to repeat. */
  readonly target: string;
  readonly targetId: string;
  /** Which edition of the requirements decides. */
  readonly edition: EditionChoice;
  readonly steps: readonly PlanStep[];
  readonly touches: readonly TouchedResource[];
  readonly blockers: readonly Blocker[];
  readonly overrides: readonly Override[];
  /** When the guest that it was made of was read; absent where it relies on no guest. It is approved within an hour. */
  readonly guestReadAt?: Date;
  /** What the operator should know first: the retirement, what can't be undone. */
  readonly warnings: readonly string[];
  /** Twelve hexadecimal digits over all that the plan says: what an approval is bound to. */
  readonly hash: string;
}

export type PlanContent = Omit<Plan, "hash">;
export type StepContent = Omit<PlanStep, "id" | "request" | "destroys">;

/**
 * Numbers the steps, and derives their requests and what they destroy.
 *
 * @throws RunbookError `PlanBlocked` for a request that wipes volumes, and whose action does not name them.
 */
export function planSteps(contents: readonly StepContent[]): readonly PlanStep[] {
  return contents.map((content, index) => {
    const request = requestOf(content.action);
    const destroys = destroyedBy(content.action);
    if (destroys.length === 0 && wipesVolumes(request.body)) {
      throw new RunbookError(
        "PlanBlocked",
        `'${content.title}' would format volumes (EncryptFormatAll) without naming them.`,
        "Leave the formatting out; for empty volumes plan it with formatAndEncrypt.plan(...).",
      );
    }
    return {
      ...content,
      id: `${index + 1}-${content.action.kind}`,
      request,
      ...(destroys.length === 0 ? {} : { destroys }),
    };
  });
}

// A plan is what the planners made of facts: one put together or changed by hand is none.
const sealed = new WeakSet<Plan>();

/** Completes a plan with its hash; from then on it can't be changed. */
export function sealPlan(content: PlanContent): Plan {
  const plan: Plan = { ...structuredClone(content), hash: planHash(content) };
  Object.defineProperty(plan, inspect.custom, { enumerable: false, value: () => planText(plan) });
  freezeDeep(plan);
  sealed.add(plan);
  return plan;
}

/** Whether a plan is one that a planner made, unchanged. */
export function isSealed(plan: Plan): boolean {
  return sealed.has(plan);
}

function freezeDeep(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) freezeDeep(inner);
}

/** The hash of all that a plan says; the same for the same content, another after any change to it. */
export function planHash(content: PlanContent): string {
  const { job, target, targetId, edition, steps, touches, blockers, overrides, warnings } = content;
  const { guestReadAt } = content;
  const said = {
    job,
    target,
    targetId: targetId.toLowerCase(),
    edition,
    steps,
    touches,
    blockers,
    overrides,
    warnings,
    ...defined({ guestReadAt }),
  };
  return createHash("sha256").update(JSON.stringify(said)).digest("hex").slice(0, 12);
}

/** What to do about a blocker, in sentences: its fix, and the edition that would not block. */
export function fixWords({ fix, permittedBy }: Blocker): string {
  return permittedBy === undefined ? fix : `${fix.replace(/[^.!?]$/, "$&.")} ${editionHint(permittedBy)}`;
}

/** How to go on where one edition alone blocks, in a notebook and on the command line. */
const editionHint = (permittedBy: "current"): string =>
  `Or go by the ${permittedBy} edition, which does not forbid it: set edition to "${permittedBy}" (command line: --edition ${permittedBy}).`;

/** What a step's impact is called for people. */
export const impactWords: Readonly<Record<Impact, string>> = {
  none: "no downtime",
  "may-restart": "may restart the VM",
  restart: "restarts the VM",
  unavailable: "the VM is unavailable",
};

/** A plan in plain text, as a terminal or a cell without HTML shows it. */
export function planText(plan: Plan): string {
  const lines = [`Plan ${plan.hash}: ${plan.job} for ${plan.target}`];
  if (plan.edition !== "both")
    lines.push(`  ! Only the ${plan.edition} edition of the requirements was counted.`);
  for (const warning of plan.warnings) lines.push(`  ! ${warning}`);
  for (const blocker of plan.blockers) {
    const { requirement, outcome, evidence } = blocker;
    lines.push(`  BLOCKED by ${requirement} (${outcome}): ${evidence}`, `    Try: ${fixWords(blocker)}`);
  }
  for (const { requirement, reason } of plan.overrides)
    lines.push(`  OVERRIDDEN ${requirement}, because: ${reason}`);
  if (plan.steps.length + plan.blockers.length === 0) lines.push("  Nothing to do.");
  for (const step of plan.steps) {
    lines.push(
      `  ${step.id.split("-")[0] ?? ""}. ${step.title}`,
      `     ${requestText(step.request)}`,
      `     ${impactWords[step.impact]}${step.expectedDuration === undefined ? "" : `; ${step.expectedDuration}`}`,
      ...(step.destroys === undefined ? [] : [`     DESTROYS ${step.destroys.join(", ")}`]),
      `     undo: ${step.undo.kind === "possible" ? step.undo.how : `not possible, ${step.undo.because}`}`,
    );
  }
  return lines.join("\n");
}
