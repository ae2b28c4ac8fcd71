import type { Check } from "../check";
import { fail, MODULE_STATES_NO_RULE, pass, unknown } from "../verdict";
import type { CustomerKeyFacts } from "./facts";
import { whenSetKnown } from "./known";

/**
 * The set has an identity by which it reaches its vault. The module says nothing.
 *
 * @see "Server-side encryption of Azure managed disks", Full control of your keys, 2026-04-02; other tenants: "Encrypt managed disks with
 *   cross-tenant customer-managed keys", 2025-06-12
 */
export const setIdentity: Check<CustomerKeyFacts> = (facts, edition) =>
  edition === "module"
    ? MODULE_STATES_NO_RULE
    : whenSetKnown(facts, "the set's identity", ({ name, identities, identityType, federatedClientId }) => {
        if (identities.length === 0) {
          return fail(
            `Set ${name} has no identity (${identityType}), so that it can't reach its key.`,
            `Give it one: on live Azure az disk-encryption-set identity assign --name ${name} --system-assigned.`,
          );
        }
        if (federatedClientId !== undefined && federatedClientId.toLowerCase() !== "none") {
          return unknown(
            `whether set ${name} reaches its vault in another tenant through application ${federatedClientId}`,
            "Check the application's grant in the other tenant.",
          );
        }
        return identities.some(({ principalId }) => principalId === undefined)
          ? unknown(
              `the principal of an identity of set ${name}`,
              "A new identity takes minutes to appear; observe again.",
            )
          : pass(`Set ${name} has ${identityType} identity.`);
      });
