import type { DiskEncryptionSet } from "@runbooks/azure";
import type { Check } from "../check";
import type { Verdict } from "../finding";
import { fail, pass, unknown } from "../verdict";
import type { CustomerKeyFacts } from "./facts";
import { whenSetKnown } from "./known";

/** The set is there and names a key with its version, in both editions. */
export const diskEncryptionSet: Check<CustomerKeyFacts> = (facts) => {
  const { diskEncryptionSet: set } = facts;
  if (set.kind === "missing" && set.absent === true) {
    return fail(
      `The disk encryption set is not there: ${set.reason}`,
      "Make it: diskEncryptionSets.plan(...).",
    );
  }
  return whenSetKnown(facts, "whether the disk encryption set is there", evaluate);
};

/** "The version is required whatever rotationToLatestKeyVersionEnabled says": @azure/arm-compute 24.1.0, KeyForDiskEncryptionSet. */
function evaluate({ name, keyUrl, provisioningState }: DiskEncryptionSet): Verdict {
  if (keyUrl === undefined) {
    return fail(`Set ${name} names no key.`, "Give it one: diskEncryptionSets.plan(...).");
  }
  return provisioningState.toLowerCase() === "succeeded"
    ? pass(`Set ${name} names key ${keyUrl}.`)
    : unknown(
        `whether set ${name} can be used: Azure says ${provisioningState} of it`,
        "Wait until Azure is through with the set, or make it anew where it failed; then observe again.",
      );
}
