import { bitLockerRefusal, type Rule } from "./rule";

/**
 * A domain policy that requires a backup of recovery information to Active Directory, which a VM outside of a domain can't do.
 *
 * Source: "Azure Disk Encryption for Windows VMs", Group Policy requirements; no code is documented for it.
 */
export const activeDirectoryBackupPossible: Rule = ({ guest: { specification } }) => {
  if (specification.osType !== "Windows") return undefined;
  const { groupPolicy: policy = {}, domainJoined = false } = specification;
  return policy["OSRecovery"] === 1 && policy["OSRequireActiveDirectoryBackup"] === 1 && !domainJoined
    ? bitLockerRefusal(
        "(sandbox) Recovery information can't be backed up: Group Policy requires it and no domain controller answers.",
      )
    : undefined;
};
