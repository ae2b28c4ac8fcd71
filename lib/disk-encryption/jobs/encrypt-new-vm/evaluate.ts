import type { AnyRequirementId } from "../../checks/any-requirement";
import type { Finding } from "../../checks/finding";
import { evaluateIntended } from "../../checks/new-vm/evaluate";
import type { DeploymentMethod, NewVirtualMachineFacts } from "../../checks/new-vm/facts";
import { newDiskIds } from "./names";

/**
 * What both editions say of a VM that is still to be made: the requirements of a new VM, then those of Azure Disk Encryption for the VM as it
 * is intended. What only the running VM tells is `unknown`, and says so. Pure.
 *
 * @param method - call by call, unless said.
 */
export function evaluateNewVirtualMachine(
  facts: NewVirtualMachineFacts,
  method: DeploymentMethod = { kind: "calls" },
): readonly Finding<AnyRequirementId>[] {
  return evaluateIntended(facts, newDiskIds(facts.request), method);
}
