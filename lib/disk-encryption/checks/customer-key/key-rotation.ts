import type { DiskEncryptionSet } from "@runbooks/azure";
import type { Check } from "../check";
import type { Verdict } from "../finding";
import { MODULE_STATES_NO_RULE, pass, unknown } from "../verdict";
import type { CustomerKeyFacts } from "./facts";
import { whenSetKnown } from "./known";

/**
 * The set follows the key's versions without an error; how key and set take turns is told. The module says nothing.
 *
 * @see "Server-side encryption of Azure managed disks", Automatic rotation of customer-managed keys, 2026-04-02; "Configure cryptographic key
 *   auto-rotation in Azure Key Vault", 2026-04-10
 */
export const keyRotation: Check<CustomerKeyFacts> = (facts, edition) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenSetKnown(facts, "how the set rotates", (set) => evaluate(set, facts));

function evaluate(set: DiskEncryptionSet, { keyRotationPolicy: policy }: CustomerKeyFacts): Verdict {
  const { name, autoKeyRotationError: error, rotationToLatestKeyVersionEnabled: follows } = set;
  if (error !== undefined) {
    return unknown(
      `whether set ${name} still reaches its key: its last automatic rotation ended with ${error.code} (${error.message.replace(/\.$/, "")})`,
      "Mend what the error names; Azure does not try again before.",
    );
  }
  const makesVersions =
    policy.kind === "missing"
      ? "Whether Key Vault makes new versions by itself was not read."
      : policy.value.rotates === undefined
        ? "Key Vault makes no new version by itself."
        : "Key Vault makes new versions by itself.";
  return pass(
    `${makesVersions} ${
      follows
        ? `Set ${name} follows the newest version within an hour.`
        : `Set ${name} stays with its version until it is pointed to another.`
    }`,
  );
}
