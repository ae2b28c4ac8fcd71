import { encryptionTypeOf } from "../../compute/disk-encryption-sets/disk-encryption-set";
import { AzureError } from "../../errors";
import { valueAt } from "../../json";
import type { SetRule } from "./set-rule";

/** A set for confidential VMs doesn't rotate by itself. Text: a public support reference, which cuts it off after the type. */
export const noRotationOfConfidential: SetRule = ({ set }) => {
  const type = encryptionTypeOf(set);
  const rotates = valueAt(set.properties, "rotationToLatestKeyVersionEnabled") === true;
  if (!rotates || type !== "ConfidentialVmEncryptedWithCustomerKey") return undefined;
  return new AzureError(
    400,
    "InvalidParameter",
    `Auto-key rotation for DiskEncryptionSet with EncryptionType '${type}' (sandbox) is not supported.`,
    { target: "properties.rotationToLatestKeyVersionEnabled" },
  );
};
