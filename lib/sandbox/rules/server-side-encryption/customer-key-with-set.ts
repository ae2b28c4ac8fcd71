import { AzureError } from "../../errors";
import { textAt } from "../../json";
import type { DiskRule } from "./disk-rule";

/** A customer's key is found through a set. Text of a parameter that is missing: from memory. */
export const customerKeyWithSet: DiskRule = ({ wanted: { properties } }) => {
  const type = textAt(properties, "encryption", "type") ?? "EncryptionAtRestWithPlatformKey";
  if (
    type === "EncryptionAtRestWithPlatformKey" ||
    textAt(properties, "encryption", "diskEncryptionSetId") !== undefined
  )
    return undefined;
  const target = "encryption.diskEncryptionSetId";
  return new AzureError(400, "InvalidParameter", `Required parameter '${target}' is missing (null).`, {
    target,
  });
};
