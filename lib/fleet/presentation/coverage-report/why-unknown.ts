import type { DiskCoverage, Eligibility, VirtualMachineCoverage } from "../../coverage/coverage";
import { inWords } from "@runbooks/disk-encryption";

/**
 * Why it is not known what a VM is to have, as far as its row and those of its disks tell; empty where it is known.
 *
 * @param disks - those of the VM.
 */
export function whyUnknown(
  { recommended, vmSize }: VirtualMachineCoverage,
  disks: readonly DiskCoverage[],
): string {
  if (recommended !== "unknown") return "";
  const options = [
    ["encryption at host", ({ eligibleHost }: DiskCoverage): Eligibility => eligibleHost],
    ["a customer key", ({ eligibleCustomerKey }: DiskCoverage): Eligibility => eligibleCustomerKey],
    ["Azure Disk Encryption", ({ eligibleAde }: DiskCoverage): Eligibility => eligibleAde],
  ] as const;
  // A temporary disk takes no key and no extension of its own.
  const own = disks.filter(({ role }) => role !== "temporary");
  const open = options.filter(([, of]) => own.some((disk) => of(disk) === "unknown")).map(([name]) => name);
  const reasons = [
    ...(vmSize === "unknown" ? ["its size was not told"] : []),
    ...(own.length === 0 ? ["none of its disks was read"] : []),
    ...(own.some(({ mechanism }) => mechanism === "unknown") ? ["how a disk is encrypted was not read"] : []),
    ...(open.length === 0 ? [] : [`nothing read tells whether ${inWords(open)} would be open`]),
  ];
  return reasons.length === 0 ? NOT_TOLD : reasons.join("; ");
}

/** What is closed by something outside of the VM can be opened: only a look at the VM alone tells what it takes. */
const NOT_TOLD = "something outside of the VM may open what is closed: look at it by itself";
