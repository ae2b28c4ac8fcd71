import { sameRegion } from "../azure/region";
import { fail, pass, unknown, type Check } from "./check";

export const vaultRegion: Check = ({ virtualMachine: vm, keyVault }) => {
  if (keyVault.kind === "missing") return unknown(keyVault.reason);
  const { name, location } = keyVault.value;
  return sameRegion(location, vm.location)
    ? pass(`Vault ${name} and ${vm.name} are both in ${vm.location}.`)
    : fail(`Vault ${name} is in ${location}; ${vm.name} is in ${vm.location}.`);
};
