import { encryptionTypeOf } from "../../compute/disk-encryption-sets/disk-encryption-set";
import { AzureError } from "../../errors";
import type { SetRule } from "./set-rule";

const types: readonly string[] = [
  "EncryptionAtRestWithCustomerKey",
  "EncryptionAtRestWithPlatformAndCustomerKeys",
  "ConfidentialVmEncryptedWithCustomerKey",
];

/**
 * The encryption type is one of a set's, and stays as it was made ("Enable customer-managed keys for managed disks", 2026-07-20). Code and text of a change: those of Compute for any property that stays.
 */
export const encryptionTypeFixed: SetRule = ({ set, old }) => {
  const target = "properties.encryptionType";
  const type = encryptionTypeOf(set);
  if (!types.includes(type)) {
    return new AzureError(
      400,
      "InvalidParameter",
      `(sandbox) '${type}' is not an encryption type of a disk encryption set.`,
      { target },
    );
  }
  return old === undefined || encryptionTypeOf(old) === type
    ? undefined
    : new AzureError(409, "PropertyChangeNotAllowed", "Changing property 'encryptionType' is not allowed.", {
        target,
      });
};
