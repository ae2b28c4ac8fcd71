import { evaluateCustomerKey } from "../../checks/customer-key/evaluate";
import type { CustomerKeyFacts } from "../../checks/customer-key/facts";
import type { CustomerKeyRequirementId } from "../../checks/customer-key/requirement";
import { RunbookError } from "../../errors";
import { blockersOf } from "../encrypt-running-vm/plan";
import { startStep } from "../plan/downtime";
import { planSteps, sealPlan, type Plan } from "../plan/plan";
import type { PlanCustomerKeyOptions } from "./plan";
import { touchedByCustomerKey } from "./touches";

/** What a VM's disks need of their key for the VM to start. */
const ofTheKey: readonly CustomerKeyRequirementId[] = [
  "set-identity",
  "vault-firewall",
  "key-usable",
  "key-grant",
];

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
  const { overrides = [], edition } = options;
  const { virtualMachine: vm } = facts;
  if (vm === undefined) {
    throw new RunbookError(
      "PlanBlocked",
      "No VM was observed.",
      "Name one: observeCustomerKey(azure, { virtualMachine: ... }).",
    );
  }
  const steps = vm.powerState === "running" || vm.powerState === "starting" ? [] : [startStep(vm)];
  // Disks under the platform's key have no set, and wait for none.
  const needsKey = facts.targets.some(
    (target) =>
      target.kind === "disk" &&
      (target.disk.kind === "missing" || target.disk.value.diskEncryptionSetId !== undefined),
  );
  const findings = evaluateCustomerKey(facts).filter(({ requirement }) => ofTheKey.includes(requirement));
  return sealPlan({
    job: "start-vm",
    target: vm.name,
    targetId: vm.id,
    edition: edition ?? "both",
    steps: planSteps(steps),
    touches: touchedByCustomerKey(facts),
    blockers: steps.length === 0 || !needsKey ? [] : blockersOf(findings, edition, overrides),
    overrides,
    warnings: [],
  });
}
