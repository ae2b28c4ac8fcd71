import type { Check } from "../check";
import { fail, inWords, pass } from "../verdict";
import type { CustomerKeyFacts } from "./facts";

/** Server-side encryption is for managed disks and what is made of them, in both editions. */
export const managedDisks: Check<CustomerKeyFacts> = ({ virtualMachine }) => {
  const disks = virtualMachine === undefined ? [] : [virtualMachine.osDisk, ...virtualMachine.dataDisks];
  const unmanaged = disks.filter(({ managedDiskId }) => managedDiskId === undefined).map(({ name }) => name);
  return unmanaged.length === 0
    ? pass("All of them are managed disks or snapshots.")
    : fail(
        `Not a managed disk: ${inWords(unmanaged)}.`,
        "Migrate the VM to managed disks: az vm convert. Unmanaged disks were retired on 2026-03-31.",
      );
};
