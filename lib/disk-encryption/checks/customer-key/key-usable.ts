import type { KeyEncryptionKey } from "@runbooks/azure";
import type { Check } from "../check";
import type { Verdict } from "../finding";
import { unusableBecause } from "../key-usability";
import { fail, inWords, MODULE_STATES_NO_RULE, pass } from "../verdict";
import type { CustomerKeyFacts } from "./facts";
import { whenKeyKnown } from "./known";

/**
 * The version of the key that the set names can wrap and unwrap now. The module says nothing.
 *
 * @see "Server-side encryption of Azure managed disks", Full control of your keys, 2026-04-02: disabled, deleted and expired keys
 */
export const keyUsable: Check<CustomerKeyFacts> = (facts, edition) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenKeyKnown(facts, "whether the key can be used", (key) => evaluate(key, facts.observedAt));

function evaluate(key: KeyEncryptionKey, observedAt: Date): Verdict {
  const wrong = unusableBecause(key, observedAt);
  return wrong.length === 0
    ? pass(
        `Key ${key.name} is enabled${key.expiresOn === undefined ? "" : ` until ${key.expiresOn.toISOString()}`}.`,
      )
    : fail(
        `Key ${key.name} ${inWords(wrong)}.`,
        "Enable the version, or rotate the key and point the set to the new version: diskEncryptionSets.planKeyRotation(...).",
      );
}
