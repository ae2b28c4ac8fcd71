import type { AttachedDisk, VirtualMachine } from "@runbooks/azure";
import type { Check } from "../check";
import { fail, inWords, pass } from "../verdict";
import type { CustomerKeyFacts } from "./facts";

/** Server-side encryption is for managed disks and what is made of them, in both editions. */
export const managedDisks: Check<CustomerKeyFacts> = ({ virtualMachine }) => {
  const unmanaged = virtualMachine === undefined ? [] : unmanagedDisksOf(virtualMachine);
  return unmanaged.length === 0
    ? pass("All of them are managed disks or snapshots.")
    : fail(
        `Not a managed disk: ${inWords(unmanaged.map(({ name }) => name))}.`,
        "Migrate the VM to managed disks (on live Azure: az vm convert). Unmanaged disks were retired on 2026-03-31.",
      );
};

/** The disks of a VM that are no resource of their own, OS disk first: blobs in a storage account. */
export const unmanagedDisksOf = ({ osDisk, dataDisks }: VirtualMachine): readonly AttachedDisk[] =>
  [osDisk, ...dataDisks].filter(({ managedDiskId }) => managedDiskId === undefined);
