import type { Check } from "./check";
import { fail, MODULE_STATES_NO_RULE, pass } from "./verdict";

/**
 * Encryption at host and Azure Disk Encryption exclude each other. The module does not know encryption at host.
 *
 * @see "Azure Disk Encryption scenarios on Windows VMs", Restrictions, 2026-02-20
 */
export const encryptionAtHost: Check = ({ virtualMachine: vm }, edition) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  return vm.encryptionAtHost
    ? fail(
        `${vm.name} has encryption at host.`,
        "Leave it so: encryption at host protects the VM already, and is what follows Azure Disk Encryption.",
      )
    : pass(`${vm.name} has no encryption at host.`);
};
