import { sameRegion } from "@runbooks/azure";
import type { Check } from "../check";
import { fail, inWords, MODULE_STATES_NO_RULE, pass } from "../verdict";
import type { CustomerKeyFacts } from "./facts";
import { whenSetKnown } from "./known";
import { readTargets, unreadTargets } from "./targets";

/**
 * Set, disks and snapshots are in one region. The module asks it of vault and disks alone.
 *
 * @see "Server-side encryption of Azure managed disks", Customer-managed key restrictions, 2026-04-02
 */
export const setRegion: Check<CustomerKeyFacts> = (facts, edition) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenSetKnown(facts, "the set's region", (set) => {
        const elsewhere = readTargets(facts).filter(({ location }) => !sameRegion(location, set.location));
        if (elsewhere.length > 0) {
          return fail(
            `Set ${set.name} is in ${set.location}; elsewhere: ${inWords(elsewhere.map(({ name, location }) => `${name} (${location})`))}.`,
            "Use a disk encryption set in the region of the disks.",
          );
        }
        return (
          unreadTargets(facts, "the region") ?? pass(`Set ${set.name} and the disks are in ${set.location}.`)
        );
      });
