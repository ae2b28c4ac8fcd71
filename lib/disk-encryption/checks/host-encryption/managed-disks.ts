import type { Check } from "../check";
import { unmanagedDisksOf } from "../customer-key/managed-disks";
import { fail, inWords, MODULE_STATES_NO_RULE, pass } from "../verdict";
import type { EncryptionAtHostFacts } from "./facts";

/**
 * Encryption at host is for VMs on managed disks. The module does not know encryption at host.
 *
 * @see "Overview of managed disk encryption options", Comparison, 2026-09-11
 */
export const managedDisks: Check<EncryptionAtHostFacts> = ({ virtualMachine: vm }, edition) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  const unmanaged = unmanagedDisksOf(vm);
  return unmanaged.length === 0
    ? pass("All disks are managed disks.")
    : fail(
        `Not a managed disk: ${inWords(unmanaged.map(({ name }) => name))}.`,
        "Migrate the VM to managed disks (on live Azure: az vm convert). Unmanaged disks were retired on 2026-03-31.",
      );
};
