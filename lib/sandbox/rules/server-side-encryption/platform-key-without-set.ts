import { AzureError } from "../../errors";
import { textAt } from "../../json";
import type { DiskRule } from "./disk-rule";

/** A platform key needs no set. Code: Azure/azure-cli#22484; no document gives the text. */
export const platformKeyWithoutSet: DiskRule = ({ wanted: { properties } }) => {
  const type = textAt(properties, "encryption", "type");
  if (
    type !== "EncryptionAtRestWithPlatformKey" ||
    textAt(properties, "encryption", "diskEncryptionSetId") === undefined
  )
    return undefined;
  return new AzureError(
    400,
    "InvalidParameter",
    "(sandbox) A disk encryption set was sent with encryption by a platform key.",
    { target: "disk.encryption.type" },
  );
};
