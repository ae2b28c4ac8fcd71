import { userAssignedIdsOf } from "../../managed-identity/resource-identity";
import { textAt } from "../../json";
import type { KeyRefusal, KeyUse } from "./key-rule";

/**
 * Azure's refusal of a set whose identity can't get, wrap and unwrap. Text with a user-assigned identity: public Terraform logs; with the
 * set itself: a test of azure-powershell.
 */
export function accessForbidden({ set, keyUrl }: KeyUse): KeyRefusal {
  const [userAssigned] = userAssignedIdsOf(set.identity);
  const whom =
    textAt(set.identity, "type") === "UserAssigned" && userAssigned !== undefined
      ? `user-assigned identity '${userAssigned}'`
      : `disk encryption set '${set.name}'`;
  return {
    code: "KeyVaultAccessForbidden",
    message:
      `Unable to access key vault resource '${keyUrl}' to enable encryption at rest. Please grant get, wrap and unwrap key permissions ` +
      `to ${whom}. Please visit https://aka.ms/keyvaultaccessssecmk for more information.`,
  };
}
