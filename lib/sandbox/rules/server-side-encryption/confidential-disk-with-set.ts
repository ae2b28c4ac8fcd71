import { AzureError } from "../../errors";
import { textAt } from "../../json";
import type { DiskRule } from "./disk-rule";

/**
 * The set of a confidential VM's disk "can be set only" with the security type of a customer's key, and has to be then
 * (Microsoft.Compute, DiskRP 2025-01-02). Text of a parameter that is missing: from memory.
 */
export const confidentialDiskWithSet: DiskRule = ({ wanted: { properties } }) => {
  const target = "securityProfile.secureVMDiskEncryptionSetId";
  const isForCustomerKey =
    textAt(properties, "securityProfile", "securityType") === "ConfidentialVM_DiskEncryptedWithCustomerKey";
  if (!isForCustomerKey || textAt(properties, ...target.split(".")) !== undefined) return undefined;
  return new AzureError(400, "InvalidParameter", `Required parameter '${target}' is missing (null).`, {
    target,
  });
};
