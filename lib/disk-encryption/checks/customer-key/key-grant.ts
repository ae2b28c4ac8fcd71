import { type Fact, type KeyGrant, keyPermissions } from "@runbooks/azure";
import type { Check } from "../check";
import type { Verdict } from "../finding";
import { fail, inWords, MODULE_STATES_NO_RULE, notApplicable, pass, unknown } from "../verdict";
import type { CustomerKeyFacts } from "./facts";

/** Until a role assignment is known everywhere. "Azure role-based access control to keys", known limits: up to ten minutes. */
const GRANT_TAKES_EFFECT_IN_MINUTES = 10;

/**
 * Every identity of the set may read the key, wrap with it and unwrap with it. The module says nothing.
 *
 * @see "Enable customer-managed keys for managed disks with PowerShell", 2026-09-21; "Azure Key Vault RBAC guide", 2026-04-10
 */
export const keyGrant: Check<CustomerKeyFacts> = (facts, edition) => {
  if (edition === "module") return MODULE_STATES_NO_RULE;
  const { grants, observedAt } = facts;
  if (grants.length === 0) return notApplicable("The set has no identity to grant anything to.");
  const verdicts = grants.map((grant) => evaluate(grant, observedAt));
  // Which of several identities Storage takes is not documented: all of them have to be right, and one that is not leaves it open.
  const wrong = verdicts.filter(({ outcome }) => outcome === "fail");
  const [first] = wrong;
  if (first?.outcome === "fail" && wrong.length < verdicts.length) {
    return unknown(
      `which of its identities the set uses; of one: ${first.evidence.replace(/\.$/, "")}`,
      first.fix,
    );
  }
  return first ?? verdicts.find(({ outcome }) => outcome === "unknown") ?? verdicts[0] ?? pass("");
};

function evaluate(grant: Fact<KeyGrant>, observedAt: Date): Verdict {
  if (grant.kind === "missing") {
    return unknown(
      `what the set may do with its key: ${grant.reason}`,
      "See that you may read the vault and the role assignments at it (Microsoft.Authorization/roleAssignments/read).",
    );
  }
  const { identityName, model, granted, grantedOn } = grant.value;
  const by = model === "access-policy" ? "the vault's access policies" : "role assignments";
  const lacking = keyPermissions.filter((permission) => !granted.includes(permission));
  if (lacking.length > 0) {
    return fail(
      `By ${by}, ${identityName} may not ${inWords(lacking)}.`,
      model === "access-policy"
        ? "Add get, wrapKey and unwrapKey for the identity to the vault's access policies: diskEncryptionSets.plan(...) does."
        : "Assign it the role Key Vault Crypto Service Encryption User at the vault: diskEncryptionSets.plan(...) does.",
    );
  }
  const minutes = grantedOn === undefined ? undefined : (observedAt.getTime() - grantedOn.getTime()) / 60_000;
  return pass(
    `By ${by}, ${identityName} may ${inWords(keyPermissions)}.` +
      (minutes === undefined || minutes >= GRANT_TAKES_EFFECT_IN_MINUTES
        ? ""
        : ` It was granted ${Math.max(0, Math.floor(minutes))} minutes ago and may take up to ${GRANT_TAKES_EFFECT_IN_MINUTES} to take effect; the plan waits for it.`),
  );
}
