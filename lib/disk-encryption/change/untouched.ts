import { isResourceId, parseResourceId } from "@runbooks/azure";
import type { Plan, PlanStep, TouchedResource } from "./plan";

/** What a step on one of them may change of the others: a VM's step stamps its disks, a disk's step is seen on its VM. */
const ofMachines = /\/providers\/microsoft\.compute\/(virtualmachines|disks|snapshots|images)\//;
/** A snapshot that is made changes nothing that is there. */
const ONLY_ADDS = "create-snapshot";

/**
 * What of a plan's resources no earlier step of the same plan changes: before the next step it has to be as the plan was made for. Pure.
 *
 * A step is taken to change the whole resource that its request is for, and where that is not a resource of Resource Manager, everything.
 */
export function untouchedBy(
  plan: Pick<Plan, "hash" | "touches">,
  earlier: readonly PlanStep[],
): Pick<Plan, "hash" | "touches"> {
  const changes = earlier.filter(({ action }) => action.kind !== ONLY_ADDS).map(changedBy);
  return {
    hash: plan.hash,
    touches: plan.touches.filter((touched) => !changes.some((change) => change(touched))),
  };
}

function changedBy({ request }: PlanStep): (touched: TouchedResource) => boolean {
  const path = (request.path.split("?")[0] ?? "").toLowerCase();
  const [resource = ""] =
    /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/[^/]+\/[^/]+\/[^/]+/.exec(path) ?? [];
  if (!isResourceId(resource) || parseResourceId(resource).type === "microsoft.resources/deployments")
    return () => true;
  const isOfMachines = ofMachines.test(resource);
  return ({ id }) =>
    id === resource || id.startsWith(`${resource}/`) || (isOfMachines && ofMachines.test(id));
}
