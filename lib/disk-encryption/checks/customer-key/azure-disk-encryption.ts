import { diskEncryptionExtension } from "../../nouns/disk-encryption-extension";
import { type VirtualMachine } from "@runbooks/azure";
import type { Check } from "../check";
import type { Verdict } from "../finding";
import { fail, inWords, pass, unknown } from "../verdict";
import type { CustomerKeyFacts } from "./facts";
import { readTargets, unreadTargets } from "./targets";

/**
 * Azure Disk Encryption excludes a customer's own key. The module says so of disks that have it, the newer documents also of disks that
 * once had it: the mark stays after decryption, and goes on to snapshots and copies.
 *
 * @see "Server-side encryption of Azure managed disks", Customer-managed key restrictions, 2026-04-02
 */
export const azureDiskEncryption: Check<CustomerKeyFacts> = (facts, edition) => {
  const stamped = readTargets(facts).filter(({ encryptionSettings }) => encryptionSettings !== undefined);
  const now = stamped.filter(({ encryptionSettings }) => encryptionSettings?.enabled === true);
  if (now.length > 0) {
    return fail(
      `Azure Disk Encryption was asked for on ${inWords(now.map(({ name }) => name))}.`,
      "Leave it encrypted as it is, or move the data to new disks (createOption Upload) and encrypt those: decryption alone does not do.",
    );
  }
  if (edition === "current" && stamped.length > 0) {
    return fail(
      `Azure Disk Encryption was once on ${inWords(stamped.map(({ name }) => name))}; the disk keeps the mark.`,
      "Move the data to new disks (createOption Upload), which do not have the mark; copies and snapshots have it.",
    );
  }
  return (
    unreadTargets(facts, "whether Azure Disk Encryption is or was") ??
    (edition === "current" ? extensionVerdict(facts.virtualMachine) : undefined) ??
    pass(
      edition === "current"
        ? "No disk has or ever had Azure Disk Encryption."
        : "No disk has Azure Disk Encryption.",
    )
  );
};

/** An extension that failed before it stamped a disk stamps it as soon as it runs again. */
export function extensionVerdict(vm: VirtualMachine | undefined): Verdict | undefined {
  const extension = vm === undefined ? undefined : diskEncryptionExtension(vm);
  if (extension === undefined || extension.settings["EncryptionOperation"] === "DisableEncryption")
    return undefined;
  return unknown(
    `whether extension ${extension.name}, which is on ${vm?.name ?? "the VM"} and stamped no disk, will stamp one yet`,
    "Find out why it failed, and remove it: planRemoveExtension does, or on live Azure az vm extension delete.",
  );
}
