import type { Check } from "./check";
import { disksOf } from "./attached-disks";
import { fail, inWords, pass, unknown } from "./verdict";

/** The module supports both kinds of disks; unmanaged disks have since been retired. */
export const managedDisks: Check = (facts, edition) => {
  const disks = disksOf(facts).map(({ attached }) => attached);
  const unmanaged = disks.filter(
    ({ managedDiskId, vhdUri }) => managedDiskId === undefined && vhdUri !== undefined,
  );
  const names = `Unmanaged: ${inWords(unmanaged.map(({ name }) => name))}.`;
  if (edition === "module") {
    const both = "Azure Disk Encryption supports managed and unmanaged disks.";
    return pass(unmanaged.length > 0 ? `${names} ${both}` : both);
  }
  if (unmanaged.length > 0) {
    return fail(
      `${names} Azure retired unmanaged disks on 2026-03-31, and a VM on them no longer starts.`,
      "Migrate the VM to managed disks (on live Azure: az vm convert).",
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
