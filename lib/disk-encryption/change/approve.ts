import type { Connection } from "../connection/connection";
import { RunbookError } from "@runbooks/azure";
import { assertGuestIsFreshIn } from "./guest-age";
import { fixWords, isSealed, type Blocker, type Plan } from "./plan";

/** A person's yes to one plan. */
export interface Approval {
  readonly planHash: string;
  readonly target: string;
  readonly approvedBy: string;
  readonly approvedAt: Date;
  readonly expiresAt: Date;
}

/** How long a yes holds. Long enough to read on, short enough not to be found in a notebook of last week. */
export const APPROVAL_LIFETIME_IN_MS: number = 60 * 60 * 1000;

/** What is evaluated by: the approval's own fields are for people to read. */
interface Given {
  readonly plan: Plan;
  readonly azure: object;
  readonly expiresAtInMs: number;
}

// An approval is a person's yes, so only approve() makes one: an object put together by hand is none.
const given = new WeakMap<Approval, Given>();

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
  assertIsPlan(plan);
  assertNotBlocked(plan);
  assertGuestIsFreshIn(plan, azure.clock.now());
  if (nameOrHash !== plan.target && nameOrHash !== plan.hash) {
    throw new RunbookError(
      "ApprovalRefused",
      nameOrHash === ""
        ? `The plan for ${plan.target} is not approved: nothing was typed.`
        : `'${nameOrHash}' is neither the target of the plan nor its hash.`,
      `Read the plan, then type the name of what it changes: ${plan.target}.`,
    );
  }
  const approvedAt = azure.clock.now();
  const expiresAtInMs = approvedAt.getTime() + APPROVAL_LIFETIME_IN_MS;
  const approval: Approval = Object.freeze({
    planHash: plan.hash,
    target: plan.target,
    approvedBy: azure.principal.name,
    approvedAt,
    expiresAt: new Date(expiresAtInMs),
  });
  given.set(approval, { plan, azure, expiresAtInMs });
  return approval;
}

/** @throws RunbookError `PlanBlocked` naming what stands against the plan. */
export function assertNotBlocked(plan: Plan): void {
  const [first] = plan.blockers;
  if (first === undefined) return;
  // What no choice of an edition takes away comes first: else one would set the edition, and be blocked as before.
  const worst = plan.blockers.find(({ permittedBy }) => permittedBy === undefined) ?? first;
  const others = plan.blockers.filter((blocker) => blocker !== worst);
  const names = [worst, ...others].map(({ requirement }) => requirement).join(", ");
  throw new RunbookError(
    "PlanBlocked",
    `${plan.target} does not meet ${names}: ${worst.evidence}`,
    wayOn(worst),
  );
}

/** What mends it; an override only of what is not known: what fails by its evidence Azure refuses, whatever the plan says. */
function wayOn(blocker: Blocker): string {
  const words = fixWords(blocker);
  return blocker.outcome === "fail" || /\boverride\b/.test(words)
    ? words
    : `${words.replace(/[^.]$/, "$&.")} Or, where you found it out otherwise, override ${blocker.requirement} by name, with that reason.`;
}

/** @throws RunbookError `ApprovalRefused` for a plan that no planner made, or that was changed since. */
export function assertIsPlan(plan: Plan): void {
  if (isSealed(plan)) return;
  throw new RunbookError(
    "ApprovalRefused",
    `Plan ${plan.hash} was put together or changed by hand.`,
    "Plan again, and approve what the planner made.",
  );
}

/** @throws RunbookError `ApprovalRefused` or `ApprovalExpired`. */
export function assertApproved(azure: Pick<Connection, "clock">, plan: Plan, approval: Approval): void {
  assertIsPlan(plan);
  const record = given.get(approval);
  if (record?.azure !== azure) {
    throw new RunbookError(
      "ApprovalRefused",
      `The approval of plan ${approval.planHash} was not given by approve() on this connection.`,
      "Read the plan and approve it by name.",
    );
  }
  if (record.plan.hash !== plan.hash) {
    throw new RunbookError(
      "ApprovalRefused",
      `The approval is for plan ${record.plan.hash}, not for ${plan.hash}.`,
      "Read this plan and approve it.",
    );
  }
  if (azure.clock.now().getTime() >= record.expiresAtInMs) {
    throw new RunbookError(
      "ApprovalExpired",
      `The approval of plan ${plan.hash} expired at ${new Date(record.expiresAtInMs).toISOString()}.`,
      "Plan again, look at the plan, and approve it.",
    );
  }
}
