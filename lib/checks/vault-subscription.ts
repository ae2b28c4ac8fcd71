import { fail, pass, unknown, type Check } from "./check";

export const vaultSubscription: Check = ({ virtualMachine: vm, keyVault }) => {
  if (keyVault.kind === "missing") return unknown(keyVault.reason);
  const { name, subscriptionId } = keyVault.value;
  return subscriptionId.toLowerCase() === vm.subscriptionId.toLowerCase()
    ? pass(`Vault ${name} and ${vm.name} are in the same subscription.`)
    : fail(`Vault ${name} is in subscription ${subscriptionId}; ${vm.name} is in ${vm.subscriptionId}.`);
};
