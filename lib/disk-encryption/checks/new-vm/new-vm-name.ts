import { virtualMachineNameRefusal } from "../../nouns/virtual-machine-name";
import { fail, MODULE_STATES_NO_RULE, pass, unknown } from "../verdict";
import type { NewVirtualMachineCheck } from "./check";

/** The name is one that Azure takes for the VM and for the computer in it, and no VM of the group has it. The module says nothing. */
export const newVmName: NewVirtualMachineCheck = ({ request, image, existing }, edition) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  const { name, resourceGroupName } = request;
  const osType = image.kind === "known" ? image.value.osType : undefined;
  const refusal = virtualMachineNameRefusal(name, osType);
  if (refusal !== undefined)
    return fail(`'${name}' can't be the VM's name: ${refusal}.`, "Give another name.");
  if (existing.kind === "known") {
    return fail(
      `Resource group ${resourceGroupName} has a VM ${name} already.`,
      `Give another name; to encrypt the VM that is there, observe it and plan with planEncryption.`,
    );
  }
  return existing.absent === true
    ? pass(`Resource group ${resourceGroupName} has no VM ${name}.`)
    : unknown(
        `whether resource group ${resourceGroupName} has a VM ${name}: ${existing.reason}`,
        "See that you may read the VMs of the group (Microsoft.Compute/virtualMachines/read).",
      );
};
