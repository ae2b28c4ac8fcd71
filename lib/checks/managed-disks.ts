import type { Check } from "./check";
import { disksOf } from "./attached-disks";
import { fail, inWords, pass, unknown } from "./verdict";

/** The module supports both kinds of disks; unmanaged disks have since been retired. */
export const managedDisks: Check = (facts, edition) => {
  if (edition === "module") return pass("Managed and unmanaged disks are both supported.");
  const disks = disksOf(facts).map(({ attached }) => attached);
  const unmanaged = disks.filter(
    ({ managedDiskId, vhdUri }) => managedDiskId === undefined && vhdUri !== undefined,
  );
  if (unmanaged.length > 0) {
    return fail(
      `Unmanaged: ${inWords(unmanaged.map(({ name }) => name))}. Unmanaged disks were retired on 2026-03-31.`,
      "Migrate the VM to managed disks: az vm convert.",
    );
  }
  const unclear = disks.filter(({ managedDiskId }) => managedDiskId === undefined).map(({ name }) => name);
  return unclear.length > 0
    ? unknown(
        `what kind of disk ${inWords(unclear)} is: the VM's model names neither a managed disk nor a blob`,
        "Look at the VM's storage profile.",
      )
    : pass("All disks are managed disks.");
};
