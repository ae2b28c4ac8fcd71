import { evaluateCustomerKey } from "../../checks/customer-key/evaluate";
import type { CustomerKeyFacts } from "../../checks/customer-key/facts";
import { startIfDown } from "../../change/steps/downtime";
import { type Plan } from "../../change/plan";
import { keyOfAStart } from "./key-of-a-start";
import { planBlocked } from "../../change/blocked";
import { type PlanOptions, definePlan } from "../../change/define-plan";
import { touchedByCustomerKey } from "../../change/touched";

/**
 * Plans the start of a VM whose disks are under a customer's key: after a revocation, once the key is there again. Pure.
 *
 * @throws RunbookError `PlanBlocked` where no VM was observed.
 * @see "Server-side encryption of Azure managed disks", Full control of your keys, 2026-04-02
 */
export function planStart(facts: CustomerKeyFacts, options: PlanOptions = {}): Plan {
  const { virtualMachine: vm } = facts;
  if (vm === undefined) {
    throw planBlocked(
      "No VM was observed.",
      "Name one: customerKeys.observe(azure, { virtualMachine: ... }).",
    );
  }
  const steps = startIfDown(vm);
  // Disks under the platform's key have no set, and wait for none.
  const needsKey = facts.targets.some(
    (target) =>
      target.kind === "disk" &&
      (target.disk.kind === "missing" || target.disk.value.diskEncryptionSetId !== undefined),
  );
  const findings = evaluateCustomerKey(facts).filter(({ requirement }) => keyOfAStart.includes(requirement));
  return definePlan(
    {
      job: "start-vm",
      target: vm,
      steps,
      touches: touchedByCustomerKey(facts),
      findings: steps.length === 0 || !needsKey ? [] : findings,
    },
    options,
  );
}
