import type { Connection } from "../connection/connection";
import { RunbookError } from "@runbooks/azure";
import { APPROVAL_LIFETIME_IN_MS, assertIsPlan, assertNotBlocked } from "./approve";
import type { Plan, PlanStep } from "./plan";

/** A person's approval of what one step of one plan destroys. It comes on top of the plan's own approval. */
export interface DestructionApproval {
  readonly planHash: string;
  readonly stepId: string;
  readonly destroys: readonly string[];
  readonly approvedBy: string;
  readonly approvedAt: Date;
  readonly expiresAt: Date;
}

interface Given {
  readonly planHash: string;
  readonly stepId: string;
  readonly azure: object;
  readonly expiresAtInMs: number;
}

// As with a plan's approval: an object put together by hand is none.
const given = new WeakMap<DestructionApproval, Given>();

/** The words that approve what a step destroys: the plan's target, then each thing by name. */
export const destructionWords = ({ target }: Pick<Plan, "target">, { destroys = [] }: PlanStep): string =>
  [target, ...destroys].join(" ");

/** The steps of a plan that destroy something. */
export const destructiveSteps = ({ steps }: Pick<Plan, "steps">): readonly PlanStep[] =>
  steps.filter(({ destroys = [] }) => destroys.length > 0);

/**
 * Approves what a step destroys, by typing the words that name it: `vm-data-01 /data3`. The plan's hash is not enough.
 *
 * @param stepId - the step, as the plan names it: `3-put-extension`.
 * @throws RunbookError `ApprovalRefused` for any other text, and for a step that destroys nothing; `PlanBlocked`.
 */
export function approveDestruction(
  azure: Pick<Connection, "clock" | "principal">,
  plan: Plan,
  stepId: string,
  words: string,
): DestructionApproval {
  assertIsPlan(plan);
  assertNotBlocked(plan);
  const step = destructiveSteps(plan).find(({ id }) => id === stepId);
  if (step === undefined) {
    const ids = destructiveSteps(plan).map(({ id }) => id);
    throw new RunbookError(
      "ApprovalRefused",
      `Plan ${plan.hash} has no step '${stepId}' that destroys anything.`,
      ids.length === 0 ? "Approve the plan alone: approve(...)." : `Name one of ${ids.join(", ")}.`,
    );
  }
  const wanted = destructionWords(plan, step);
  if (words !== wanted) {
    throw new RunbookError(
      "ApprovalRefused",
      `'${words}' does not name what step ${stepId} of plan ${plan.hash} destroys.`,
      `Read the plan, then type the VM and everything that is wiped: ${wanted}`,
    );
  }
  const approvedAt = azure.clock.now();
  const expiresAtInMs = approvedAt.getTime() + APPROVAL_LIFETIME_IN_MS;
  const approval: DestructionApproval = Object.freeze({
    planHash: plan.hash,
    stepId,
    destroys: [...(step.destroys ?? [])],
    approvedBy: azure.principal.name,
    approvedAt,
    expiresAt: new Date(expiresAtInMs),
  });
  given.set(approval, { planHash: plan.hash, stepId, azure, expiresAtInMs });
  return approval;
}

/**
 * Holds each step that destroys something against the approvals that were given for it.
 *
 * @throws RunbookError `ApprovalRefused` or `ApprovalExpired`.
 */
export function assertDestructionApproved(
  azure: Pick<Connection, "clock">,
  plan: Plan,
  steps: readonly PlanStep[],
  approvals: readonly DestructionApproval[],
): void {
  for (const step of destructiveSteps({ steps })) {
    const records = approvals
      .flatMap((approval) => given.get(approval) ?? [])
      .filter(
        (record) => record.azure === azure && record.planHash === plan.hash && record.stepId === step.id,
      );
    const [record] = records;
    if (record === undefined) {
      throw new RunbookError(
        "ApprovalRefused",
        `Step ${step.id} of ${plan.target} wipes ${step.destroys?.join(", ") ?? ""}, which nobody approved.`,
        `Approve it too, and hand it to apply as destruction: approveDestruction(azure, plan, "${step.id}", "${destructionWords(plan, step)}").`,
      );
    }
    if (records.every(({ expiresAtInMs }) => azure.clock.now().getTime() >= expiresAtInMs)) {
      throw new RunbookError(
        "ApprovalExpired",
        `The approval to wipe ${step.destroys?.join(", ") ?? ""} expired at ${new Date(record.expiresAtInMs).toISOString()}.`,
        "Look at the plan again, and approve it again.",
      );
    }
  }
}
