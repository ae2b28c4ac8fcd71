import { evaluateCustomerKey } from "../../checks/customer-key/evaluate";
import type { CustomerKeyFacts } from "../../checks/customer-key/facts";
import { RunbookError } from "@runbooks/azure";
import { blockersOf } from "../../change/blockers";
import { startIfDown } from "../../change/downtime";
import { planSteps, sealPlan, type Plan } from "../../change/plan";
import { keyOfAStart } from "./key-of-a-start";
import type { PlanCustomerKeyOptions } from "./plan";
import { touchedByCustomerKey } from "./touches";

/**
 * Plans the start of a VM whose disks are under a customer's key: after a revocation, once the key is there again. Pure.
 *
 * @throws RunbookError `PlanBlocked` where no VM was observed.
 * @see "Server-side encryption of Azure managed disks", Full control of your keys, 2026-04-02
 */
export function planStart(
  facts: CustomerKeyFacts,
  options: Pick<PlanCustomerKeyOptions, "edition" | "overrides"> = {},
): Plan {
  const { overrides = [], edition = "both" } = options;
  const { virtualMachine: vm } = facts;
  if (vm === undefined) {
    throw new RunbookError(
      "PlanBlocked",
      "No VM was observed.",
      "Name one: observeCustomerKey(azure, { virtualMachine: ... }).",
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
  return sealPlan({
    job: "start-vm",
    target: vm.name,
    targetId: vm.id,
    edition,
    steps: planSteps(steps),
    touches: touchedByCustomerKey(facts),
    blockers: steps.length === 0 || !needsKey ? [] : blockersOf(findings, edition, overrides),
    overrides,
    warnings: [],
  });
}
