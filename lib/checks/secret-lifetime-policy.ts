import type { Check } from "./check";
import { fail, inWords, MODULE_STATES_NO_RULE, pass, whenKnown } from "./verdict";

/**
 * No Azure Policy may deny secrets for their lifetime: the encryption secret has no expiry date. The module says nothing.
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
        (policies) =>
          policies.length === 0
            ? pass(
                "No Azure Policy assigned by itself denies the encryption secret; initiatives were not read.",
              )
            : fail(
                `Denied by Azure Policy: ${inWords(policies.map((policy) => `"${policy}"`))}.`,
                "Exempt the vault from the policy, or set its effect to Audit.",
              ),
      );
