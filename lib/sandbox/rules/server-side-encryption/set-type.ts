import { encryptionTypeOf } from "../../compute/disk-encryption-sets/disk-encryption-set";
import { AzureError } from "../../errors";
import { textAt } from "../../json";
import type { DiskRule } from "./disk-rule";

const confidential = "ConfidentialVmEncryptedWithCustomerKey";

/**
 * The disk's encryption is of its set's type: sets for confidential VMs go into `securityProfile`, all others into `encryption`. Text: a
 * public support reference, which cuts it off after the set's type.
 */
export const setType: DiskRule = ({ wanted: { properties }, set }) => {
  if (set === undefined) return undefined;
  const ofSet = encryptionTypeOf(set);
  const isForEncryption = textAt(properties, "encryption", "diskEncryptionSetId") !== undefined;
  const wanted = isForEncryption ? textAt(properties, "encryption", "type") : confidential;
  // The type of such a set is none that `encryption` knows (typings of @azure/arm-compute, KnownEncryptionType).
  if (isForEncryption && wanted === confidential) {
    return new AzureError(
      400,
      "InvalidParameter",
      `(sandbox) '${confidential}' is not an encryption type of a disk.`,
      {
        target: "encryption.type",
      },
    );
  }
  if (ofSet === wanted) return undefined;
  return new AzureError(
    400,
    "InvalidParameter",
    `The type of the Disk Encryption Set in the request is ${ofSet} (sandbox) and not ${wanted ?? ""}.`,
    { target: "encryption.type" },
  );
};
