import type { Check } from "../check";
import { fail, inWords, MODULE_STATES_NO_RULE, pass, unknown } from "../verdict";
import type { CustomerKeyFacts } from "./facts";
import { readDisks, unreadTargets } from "./targets";

/** Whether a disk's security type says that the disk itself is encrypted confidentially, and not the guest's state alone. */
export function isConfidentiallyEncrypted(securityType: string | undefined): boolean {
  return /^confidentialvm.*diskencrypted/i.test(securityType ?? "");
}

/**
 * The confidential encryption of a confidential VM's OS disk is chosen when the VM is made. The module does not know confidential VMs.
 *
 * @see "Overview of managed disk encryption options", Confidential disk encryption, 2026-09-11
 */
export const confidentialVm: Check<CustomerKeyFacts> = (facts, edition) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  const disks = readDisks(facts).filter(({ securityType }) => /^confidentialvm/i.test(securityType ?? ""));
  const bound = disks.filter(({ securityType }) => isConfidentiallyEncrypted(securityType));
  if (bound.length > 0) {
    return fail(
      `Encrypted confidentially, bound to its VM: ${inWords(bound.map(({ name }) => name))}.`,
      "Make the confidential VM anew with a set of type ConfidentialVmEncryptedWithCustomerKey.",
    );
  }
  if (disks.length > 0 || facts.virtualMachine?.securityType === "ConfidentialVM") {
    return unknown(
      "whether the disks of a confidential VM can change their key in place: no document says so",
      "Try it on a VM that may be lost first.",
    );
  }
  return unreadTargets(facts, "the security type") ?? pass("No disk belongs to a confidential VM.");
};
