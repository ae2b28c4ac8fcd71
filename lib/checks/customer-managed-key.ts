import type { Check } from "./check";
import { disksOf, type DiskOfVirtualMachine } from "./attached-disks";
import { unreadDisks } from "./disk-types";
import { fail, inWords, pass } from "./verdict";

const PLATFORM_KEY = "encryptionatrestwithplatformkey";

/** A customer's own key on any disk excludes Azure Disk Encryption, in both editions. */
export const customerManagedKey: Check = (facts) => {
  const withCustomerKey = disksOf(facts)
    .filter(hasCustomerKey)
    .map(({ attached }) => attached.name);
  if (withCustomerKey.length > 0) {
    return fail(
      `Encrypted with a customer-managed key: ${inWords(withCustomerKey)}.`,
      "Keep the customer-managed key and do without Azure Disk Encryption, or move the data to disks with a platform-managed key.",
    );
  }
  return unreadDisks(facts, "encryption") ?? pass("No disk is encrypted with a customer-managed key.");
};

function hasCustomerKey({ attached, managed }: DiskOfVirtualMachine): boolean {
  if (attached.diskEncryptionSetId !== undefined) return true;
  if (managed?.kind !== "known") return false;
  const { diskEncryptionSetId, encryptionType } = managed.value;
  return diskEncryptionSetId !== undefined || encryptionType.toLowerCase() !== PLATFORM_KEY;
}
