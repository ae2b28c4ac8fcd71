import { sameRegion } from "@runbooks/azure";
import { fail, inWords, MODULE_STATES_NO_RULE, pass, unknown } from "../verdict";
import type { NewVirtualMachineCheck } from "./check";

/** The VM's network interface goes into a subnet of its own region and subscription. The module says nothing of subnets. */
export const newVmSubnet: NewVirtualMachineCheck = ({ request, subnet }, edition) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  const { location, subscriptionId } = request;
  const fix = `Name a subnet of a virtual network in ${location}; on live Azure list them: az network vnet list --query "[?location=='${location}']".`;
  if (subnet.kind === "missing") {
    return subnet.absent === true
      ? fail(`The subnet is not there: ${subnet.reason}.`, fix)
      : unknown(`the subnet's region: ${subnet.reason}`, "See that you may read the virtual network.");
  }
  const { name, virtualNetworkName, delegations, ...of } = subnet.value;
  const what = `Subnet ${name} of ${virtualNetworkName}`;
  if (!sameRegion(of.location, location))
    return fail(`${what} is in ${of.location}; the VM is to be in ${location}.`, fix);
  if (of.subscriptionId.toLowerCase() !== subscriptionId.toLowerCase())
    return fail(
      `${what} is in subscription ${of.subscriptionId}; the VM is to be in ${subscriptionId}.`,
      fix,
    );
  return delegations.length > 0
    ? fail(`${what} is delegated to ${inWords(delegations)}: no VM can be put into it.`, fix)
    : pass(`${what} is in ${location}, in the VM's subscription.`);
};
