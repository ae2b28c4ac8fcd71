import type { AnyRequirementId } from "../checks/any-requirement";
import type { EditionChoice } from "../checks/edition-choice";
import type { Finding } from "../checks/finding";
import { defined } from "@runbooks/azure";
import { blockersOf, objectionsTo } from "./blockers";
import {
  planSteps,
  sealPlan,
  type Blocker,
  type Job,
  type Override,
  type Plan,
  type StepContent,
  type TouchedResource,
} from "./plan";

/** What every plan that goes by requirements is asked with. */
export interface PlanOptions {
  /** Which edition of the requirements decides; both unless said. */
  readonly edition?: EditionChoice;
  readonly overrides?: readonly Override[];
}

/** What a job says of its plan. */
export interface PlanDefinition {
  readonly job: Job;
  /** What the plan is about: an approval repeats its name. */
  readonly target: { readonly id: string; readonly name: string };
  /** Empty: nothing is to do. */
  readonly steps: readonly StepContent[];
  /** What the plan relies on, in the state that it was made for. */
  readonly touches: readonly TouchedResource[];
  /** Of the requirements that count: what fails or is not known blocks the plan, what only the other edition says is a note. */
  readonly findings?: readonly Finding<AnyRequirementId>[];
  /** What stands against it beside the requirements. */
  readonly blockers?: readonly Blocker[];
  readonly warnings?: readonly string[];
  /** When the guest was read that it was made of. */
  readonly guestReadAt?: Date | undefined;
}

/**
 * Makes a plan of what a job says: the steps numbered, with their requests, blockers and notes by the requirements, sealed under its hash. Pure.
 *
 * @throws RunbookError `PlanBlocked` for a request that wipes volumes without naming them; `ArgumentInvalid` for an override without a reason.
 */
export function definePlan(definition: PlanDefinition, options: PlanOptions = {}): Plan {
  const { job, target, steps, touches, findings = [], blockers = [], warnings = [] } = definition;
  const { edition = "both", overrides = [] } = options;
  return sealPlan({
    job,
    target: target.name,
    targetId: target.id,
    edition,
    steps: planSteps(steps),
    touches,
    blockers: [...blockersOf(findings, edition, overrides), ...blockers],
    overrides,
    warnings: [...warnings, ...objectionsTo(findings, edition)],
    ...defined({ guestReadAt: definition.guestReadAt }),
  });
}
