import type { DiskEncryptionSet, ManagedDisk } from "@runbooks/azure";
import type { Check } from "../check";
import type { Verdict } from "../finding";
import { fail, inWords, MODULE_STATES_NO_RULE, pass, unknown } from "../verdict";
import type { CustomerKeyFacts } from "./facts";
import { whenSetKnown } from "./known";
import { readDisks, unreadTargets } from "./targets";

const newerTypes: readonly string[] = ["ultrassd_lrs", "premiumv2_lrs"];

/**
 * Ultra disks and Premium SSD v2 don't take every set. The module says nothing.
 *
 * @see "Server-side encryption of Azure managed disks", Double encryption restrictions, 2026-04-02; "Create an incremental snapshot for managed disks",
 *   restrictions, 2024-12-11
 */
export const diskTypes: Check<CustomerKeyFacts> = (facts, edition) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  const disks = readDisks(facts).filter(({ sku }) => newerTypes.includes(sku.toLowerCase()));
  const filling = disks.filter(({ completionPercent }) => (completionPercent ?? 100) < 100);
  if (filling.length > 0) {
    return fail(
      `Still being filled from a snapshot: ${inWords(filling.map(({ name }) => name))}.`,
      "Wait until completionPercent is 100.",
    );
  }
  if (disks.length > 0) {
    return whenSetKnown(facts, "whether ultra disks and Premium SSD v2 take the set", (set) =>
      evaluate(disks, set),
    );
  }
  return unreadTargets(facts, "the kind") ?? pass("No disk is an ultra disk or a Premium SSD v2.");
};

function evaluate(disks: readonly ManagedDisk[], set: DiskEncryptionSet): Verdict {
  const names = inWords(disks.map(({ name, sku }) => `${name} (${sku})`));
  if (set.encryptionType === "EncryptionAtRestWithPlatformAndCustomerKeys") {
    return fail(
      `Double encryption is not for ultra disks and Premium SSD v2: ${names}.`,
      "Use a set of type EncryptionAtRestWithCustomerKey for these disks.",
    );
  }
  return set.identities.some(({ userAssignedIdentityId }) => userAssignedIdentityId !== undefined)
    ? unknown(
        `whether ${names} takes set ${set.name} with a user-assigned identity: the documents call it a preview, and Azure was seen to refuse it`,
        "Use a set with a system-assigned identity.",
      )
    : pass(`${names} takes set ${set.name}.`);
}
