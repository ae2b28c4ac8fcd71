import type { Check } from "./check";
import { disksOf, type DiskOfVirtualMachine } from "./attached-disks";
import { unreadDisks } from "./disk-types";
import type { Verdict } from "./finding";
import { fail, inWords, pass, unknown } from "./verdict";

const PLATFORM_KEY = "encryptionatrestwithplatformkey";
const customerKeys: readonly string[] = [
  "encryptionatrestwithcustomerkey",
  "encryptionatrestwithplatformandcustomerkeys",
];

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
  return (
    unreadDisks(facts, "encryption") ??
    unknownEncryption(disksOf(facts)) ??
    pass("No disk is encrypted with a customer-managed key.")
  );
};

function hasCustomerKey({ attached, managed }: DiskOfVirtualMachine): boolean {
  if (attached.diskEncryptionSetId !== undefined) return true;
  if (managed?.kind !== "known") return false;
  const { diskEncryptionSetId, encryptionType } = managed.value;
  return diskEncryptionSetId !== undefined || customerKeys.includes(encryptionType.toLowerCase());
}

/** A type of encryption that nobody has looked up is neither the platform's key nor the customer's. */
function unknownEncryption(disks: readonly DiskOfVirtualMachine[]): Verdict | undefined {
  const unclear = disks.flatMap(({ attached, managed }) =>
    managed?.kind === "known" && managed.value.encryptionType.toLowerCase() !== PLATFORM_KEY
      ? [`${attached.name} ('${managed.value.encryptionType}')`]
      : [],
  );
  return unclear.length === 0
    ? undefined
    : unknown(
        `whose key the encryption of ${inWords(unclear)} uses`,
        "Look at the disk's encryption in the portal.",
      );
}
