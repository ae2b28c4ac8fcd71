import type { SecretLifetimePolicies } from "../nouns/secret-lifetime-policies";
import type { Check } from "./check";
import type { Verdict } from "./finding";
import { fail, inWords, MODULE_STATES_NO_RULE, pass, unknown, whenKnown } from "./verdict";

/**
 * No Azure Policy may deny secrets for their lifetime: the encryption secret has no expiry date. The module says nothing.
 *
 * What an initiative brings is not read, so one that is assigned leaves it unknown. Exemptions are not read either: a policy that denies fails
 * the check, although the vault may be exempt from it.
 *
 * @see "Azure Disk Encryption scenarios on Windows VMs", Restrictions, 2026-02-20
 */
export const secretLifetimePolicy: Check = ({ secretLifetimePolicies }, edition) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenKnown(
        secretLifetimePolicies,
        "whether an Azure Policy denies secrets without an expiry date",
        "Name the vault, and see that you may read its policy assignments (Microsoft.Authorization/policyAssignments/read).",
        evaluate,
      );

function evaluate({ denying, initiatives }: SecretLifetimePolicies): Verdict {
  if (denying.length > 0) {
    return fail(
      `Denied by Azure Policy: ${inWords(denying.map((policy) => `"${policy}"`))}.`,
      "Exempt the vault from the policy, or set its effect to Audit.",
    );
  }
  if (initiatives.length === 0)
    return pass("No Azure Policy at the vault's scope denies the encryption secret.");
  const [initiative, verb] = initiatives.length === 1 ? ["initiative", "denies"] : ["initiatives", "deny"];
  return unknown(
    `whether the ${initiative} ${inWords(initiatives.map((name) => `'${name}'`))} ${verb} secrets without an expiry date`,
    "Look in the portal under Policy > Definitions whether one of its policies does; then override this check with what you found.",
  );
}
