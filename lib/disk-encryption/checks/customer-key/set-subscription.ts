import { parseResourceId } from "@runbooks/azure";
import type { Check } from "../check";
import { fail, inWords, MODULE_STATES_NO_RULE, pass } from "../verdict";
import type { CustomerKeyFacts } from "./facts";
import { whenSetKnown } from "./known";

/**
 * Set, disks and snapshots are in one subscription. The module asks it of vault and disks alone.
 *
 * @see "Server-side encryption of Azure managed disks", Customer-managed key restrictions, 2026-04-02
 */
export const setSubscription: Check<CustomerKeyFacts> = (facts, edition) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenSetKnown(facts, "the set's subscription", (set) => {
        const elsewhere = facts.targets.filter(
          ({ id }) => parseResourceId(id).subscriptionId.toLowerCase() !== set.subscriptionId.toLowerCase(),
        );
        return elsewhere.length === 0
          ? pass(`Set ${set.name} and the disks are in subscription ${set.subscriptionId}.`)
          : fail(
              `Set ${set.name} is in subscription ${set.subscriptionId}; in another: ${inWords(elsewhere.map(({ name }) => name))}.`,
              "Use a disk encryption set in the subscription of the disks; its vault may stay where it is.",
            );
      });
