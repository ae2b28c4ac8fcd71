import { fail, pass, unknown, type Check } from "./check";

export const customerManagedKey: Check = ({ virtualMachine: { osDisk, dataDisks }, disks }) => {
  const bySet = [osDisk, ...dataDisks].flatMap(({ name, diskEncryptionSetId }) =>
    diskEncryptionSetId === undefined ? [] : [name],
  );
  const byDisk = disks.flatMap((disk) =>
    disk.kind === "known" && disk.value.diskEncryptionSetId !== undefined ? [disk.value.name] : [],
  );
  const withCustomerKey = [...new Set([...bySet, ...byDisk])];
  if (withCustomerKey.length > 0) return fail(`Encrypted with a customer-managed key: ${withCustomerKey.join(", ")}.`);
  const unread = disks.find(({ kind }) => kind === "missing");
  return unread?.kind === "missing" ? unknown(unread.reason) : pass("Every managed disk has the platform key.");
};
