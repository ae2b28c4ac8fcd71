import { activeKeyUrlOf } from "../../compute/disk-encryption-sets/disk-encryption-set";
import { AzureError } from "../../errors";
import type { DiskRule } from "./disk-rule";
import { newKeyRefusal } from "./keys";

/** The set can encrypt with its key: where its identity is its own, this is the first time that Azure looks. */
export const setReachesKey: DiskRule = ({ world, set, encryptionChanges }) => {
  if (set === undefined || !encryptionChanges) return undefined;
  const refusal = newKeyRefusal(world, set, activeKeyUrlOf(set));
  return refusal === undefined ? undefined : new AzureError(400, refusal.code, refusal.message);
};
