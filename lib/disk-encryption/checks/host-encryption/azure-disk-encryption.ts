import { disksOf } from "../attached-disks";
import type { Check } from "../check";
import { extensionVerdict } from "../customer-key/azure-disk-encryption";
import { unreadDisks } from "../disk-types";
import { fail, inWords, MODULE_STATES_NO_RULE, pass } from "../verdict";
import type { EncryptionAtHostFacts } from "./facts";

/**
 * A VM that has or ever had Azure Disk Encryption can't have encryption at host: its disks keep the mark. The module does not know
 * encryption at host.
 *
 * @see "Server-side encryption of Azure managed disks", Encryption at host restrictions, 2023-11-02
 */
export const azureDiskEncryption: Check<EncryptionAtHostFacts> = (facts, edition) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  const stamped = disksOf(facts).flatMap(({ attached, managed }) =>
    managed?.kind === "known" && managed.value.encryptionSettings !== undefined ? [attached.name] : [],
  );
  if (stamped.length > 0) {
    return fail(
      `Azure Disk Encryption is or once was on ${inWords(stamped)}.`,
      "Make a new VM with encryption at host on new disks (createOption Upload) with the data copied: there is no way in place.",
    );
  }
  return (
    unreadDisks(facts, "whether Azure Disk Encryption is or was") ??
    extensionVerdict(facts.virtualMachine) ??
    pass(`No disk of ${facts.virtualMachine.name} has or ever had Azure Disk Encryption.`)
  );
};
