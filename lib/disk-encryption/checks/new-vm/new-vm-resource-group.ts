import { fail, MODULE_STATES_NO_RULE, pass, unknown } from "../verdict";
import type { NewVirtualMachineCheck } from "./check";

/** A VM is made in a resource group that is there. The module says nothing. */
export const newVmResourceGroup: NewVirtualMachineCheck = ({ request, resourceGroup }, edition) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  const { resourceGroupName, location } = request;
  if (resourceGroup.kind === "known") return pass(`Resource group ${resourceGroupName} is there.`);
  return resourceGroup.absent === true
    ? fail(
        `Subscription ${request.subscriptionId} has no resource group ${resourceGroupName}.`,
        `Name another group, or create it; on live Azure: az group create --name ${resourceGroupName} --location ${location}.`,
      )
    : unknown(
        `whether resource group ${resourceGroupName} is there: ${resourceGroup.reason}`,
        "See that you may read the resource group.",
      );
};
