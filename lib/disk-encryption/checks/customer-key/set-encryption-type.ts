import type { Check } from "../check";
import { fail, MODULE_STATES_NO_RULE, pass, unknown } from "../verdict";
import type { CustomerKeyFacts } from "./facts";
import { whenSetKnown } from "./known";

/**
 * The set's type is one for ordinary disks; it is fixed when the set is made, and the disks have to be told the same. The module knows one
 * type alone.
 *
 * @see "Enable double encryption at rest for managed disks", 2026-09-16
 */
export const setEncryptionType: Check<CustomerKeyFacts> = (facts, edition) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenSetKnown(facts, "the set's type of encryption", ({ name, encryptionType }) => {
        switch (encryptionType) {
          case "EncryptionAtRestWithCustomerKey":
            return pass(`Set ${name} encrypts with the customer's key.`);
          case "EncryptionAtRestWithPlatformAndCustomerKeys":
            return pass(`Set ${name} encrypts twice: with the platform's key and the customer's.`);
          case "ConfidentialVmEncryptedWithCustomerKey":
            return fail(
              `Set ${name} is for the OS disks of confidential VMs.`,
              "Use a set of another type: it can't be changed on a set that is there.",
            );
          default:
            return unknown(
              `what encryption type '${encryptionType}' of set ${name} is for`,
              "Look it up in Azure's documentation.",
            );
        }
      });
