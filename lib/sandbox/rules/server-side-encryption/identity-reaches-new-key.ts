import { activeKeyUrlOf } from "../../compute/disk-encryption-sets/disk-encryption-set";
import { textAt } from "../../json";
import { AzureError } from "../../errors";
import { newKeyRefusal } from "./keys";
import type { SetRule } from "./set-rule";

/**
 * A key is looked at while the set is made only where an identity exists beforehand, a user-assigned one. A new set's own identity
 * exists with the set, so the set is made before anything can be granted (recorded), and the key is looked at when something is to be
 * encrypted. The new key of an old set is looked at always (azure-powershell).
 */
export const identityReachesNewKey: SetRule = ({ world, set, old }) => {
  const isNewKey = old === undefined || activeKeyUrlOf(old) !== activeKeyUrlOf(set);
  const type = textAt(set.identity, "type") ?? "None";
  if (!isNewKey || (old === undefined && !type.includes("UserAssigned"))) return undefined;
  const refusal = newKeyRefusal(world, set, activeKeyUrlOf(set));
  return refusal === undefined ? undefined : new AzureError(400, refusal.code, refusal.message);
};
