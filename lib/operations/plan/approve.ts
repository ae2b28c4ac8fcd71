import type { Connection } from "../../client/connection";
import { RunbookError } from "../../errors";
import { planHash, type Plan } from "./plan";

/** A person's yes to one plan. */
export interface Approval {
  readonly planHash: string;
  readonly target: string;
  readonly approvedBy: string;
  readonly approvedAt: Date;
  readonly expiresAt: Date;
}

/** How long a yes holds. Long enough to read on, short enough not to be found in a notebook of last week. */
const APPROVAL_LIFETIME_IN_MS = 60 * 60 * 1000;

// An approval is a person's yes, so only approve() makes one: an object put together by hand is none.
const given = new WeakSet<Approval>();

/**
 * Says yes to a plan: by typing its target's name, or the plan's hash where nobody types (`--approve HASH`).
 *
 * @throws RunbookError `ApprovalRefused` for any other text; `PlanBlocked` for a plan that a failed check blocks.
 */
export function approve(
  azure: Pick<Connection, "clock" | "principal">,
  plan: Plan,
  nameOrHash: string,
): Approval {
  assertNotBlocked(plan);
  if (nameOrHash !== plan.target && nameOrHash !== plan.hash) {
    throw new RunbookError(
      "ApprovalRefused",
      `'${nameOrHash}' is neither the target of the plan nor its hash.`,
      `Read the plan, then type the name of what it changes: ${plan.target}.`,
    );
  }
  const approvedAt = azure.clock.now();
  const approval: Approval = Object.freeze({
    planHash: plan.hash,
    target: plan.target,
    approvedBy: azure.principal.name,
    approvedAt,
    expiresAt: new Date(approvedAt.getTime() + APPROVAL_LIFETIME_IN_MS),
  });
  given.add(approval);
  return approval;
}

/** @throws RunbookError `PlanBlocked` naming what stands against the plan. */
export function assertNotBlocked(plan: Plan): void {
  const [first, ...others] = plan.blockers;
  if (first === undefined) return;
  const names = [first, ...others].map(({ requirement }) => requirement).join(", ");
  throw new RunbookError(
    "PlanBlocked",
    `${plan.target} does not meet ${names}: ${first.evidence}`,
    `${first.fix} Or plan again with an override that names the requirement and a reason.`,
  );
}

/** @throws RunbookError `ApprovalRefused` or `ApprovalExpired`. */
export function assertApproved(plan: Plan, approval: Approval, now: Date): void {
  if (planHash(plan) !== plan.hash) {
    throw new RunbookError(
      "ApprovalRefused",
      `Plan ${plan.hash} is no longer what was planned: its content has another hash.`,
      "Plan again; a plan can't be changed by hand.",
    );
  }
  if (!given.has(approval)) {
    throw new RunbookError(
      "ApprovalRefused",
      `The approval of plan ${plan.hash} was not given by approve().`,
      "Read the plan and approve it by name.",
    );
  }
  if (approval.planHash !== plan.hash) {
    throw new RunbookError(
      "ApprovalRefused",
      `The approval is for plan ${approval.planHash}, not for ${plan.hash}.`,
      "Read this plan and approve it.",
    );
  }
  if (now >= approval.expiresAt) {
    throw new RunbookError(
      "ApprovalExpired",
      `The approval of plan ${plan.hash} expired at ${approval.expiresAt.toISOString()}.`,
      "Plan again, look at the plan, and approve it.",
    );
  }
}
