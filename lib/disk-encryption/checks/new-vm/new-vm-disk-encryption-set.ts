import { parseResourceId, sameRegion } from "@runbooks/azure";
import type { Verdict } from "../finding";
import { fail, notApplicable, pass, unknown } from "../verdict";
import type { NewVirtualMachineCheck } from "./check";

const usableTypes: readonly string[] = [
  "encryptionatrestwithcustomerkey",
  "encryptionatrestwithplatformandcustomerkeys",
];

/**
 * The disk encryption set, where one was asked for, can be used by the new disks. What is asked of its key and its vault, the requirements
 * of customer-managed keys say.
 *
 * @see "Restrictions of customer-managed keys for managed disks", 2025-02-18
 */
export const newVmDiskEncryptionSet: NewVirtualMachineCheck = ({ request, diskEncryptionSet }, edition) => {
  if (diskEncryptionSet === "none") return notApplicable("No disk encryption set was asked for.");
  const { location, subscriptionId } = request;
  const fix = `Use a disk encryption set of ${location} in subscription ${subscriptionId}.`;
  if (diskEncryptionSet.kind === "missing") {
    return diskEncryptionSet.absent === true
      ? fail(`The disk encryption set is not there: ${diskEncryptionSet.reason}`, fix)
      : unknown(
          `the disk encryption set: ${diskEncryptionSet.reason}`,
          "See that you may read it (Microsoft.Compute/diskEncryptionSets/read).",
        );
  }
  const set = diskEncryptionSet.value;
  if (!sameRegion(set.location, location))
    return fail(`Set ${set.name} is in ${set.location}; the VM is to be in ${location}.`, fix);
  if (set.subscriptionId.toLowerCase() !== subscriptionId.toLowerCase())
    return fail(
      `Set ${set.name} is in subscription ${set.subscriptionId}; the VM is to be in ${subscriptionId}.`,
      fix,
    );
  if (!usableTypes.includes(set.encryptionType.toLowerCase()))
    return fail(
      `Set ${set.name} is of type ${set.encryptionType}, which a standard VM's disks can't use.`,
      fix,
    );
  return edition === "module"
    ? vaultVerdict(set.name, set.sourceVaultId, subscriptionId)
    : pass(`Set ${set.name} is in ${location}, in the VM's subscription.`);
};

/** The module has the set's vault in the disks' subscription too; a set whose vault is elsewhere names none. */
function vaultVerdict(name: string, sourceVaultId: string | undefined, subscriptionId: string): Verdict {
  if (sourceVaultId === undefined) {
    return unknown(
      `in which subscription the vault of set ${name} is: the set does not name it`,
      "Look at the set's key in the portal, or go by the current edition, which lets the vault be in another subscription.",
    );
  }
  const ofVault = parseResourceId(sourceVaultId).subscriptionId;
  return ofVault.toLowerCase() === subscriptionId.toLowerCase()
    ? pass(`The vault of set ${name} is in the VM's subscription.`)
    : fail(
        `The vault of set ${name} is in subscription ${ofVault}; the VM is to be in ${subscriptionId}.`,
        "Use a set whose vault is in the VM's subscription, or go by the current edition.",
      );
}
