/** ADE's end, told in every plan. Azure Disk Encryption for Windows VMs, retirement notice. */
export const RETIREMENT_WARNING: string =
  "Azure Disk Encryption retires on 2028-09-15: afterwards encrypted disks don't unlock at a reboot. " +
  "For a new VM take encryption at host; a disk that once had ADE can't get it in place.";

/** For a plan without snapshots. */
export const NO_SNAPSHOTS_WARNING =
  "No snapshots are taken: if it fails, only a backup of your own restores the VM.";

/** For a plan that encrypts a Linux OS volume. */
export const LINUX_OS_WARNING =
  "A Linux OS volume stays encrypted for good: it can't be decrypted. SSH is off meanwhile, and it takes hours.";
