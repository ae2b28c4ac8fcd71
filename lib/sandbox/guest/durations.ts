/**
 * How long things take in the sandbox, each with where the figure comes from.
 *
 * "Recorded" is a difference of two times in an answer of Azure (test recordings of the Azure CLI, July and August 2024).
 */
const second = 1000;
const minute = 60 * second;

/** A VM from an image: 07:42:34 to 07:45:16, recorded. */
export const createVirtualMachineInMs: number = 160 * second;
/** A VM's PUT or PATCH: 15 to 30 seconds in most recordings. */
export const updateVirtualMachineInMs: number = 20 * second;
/** Start, recorded: about 25 seconds. */
export const startInMs: number = 25 * second;
/** Restart, recorded: about 35 seconds. */
export const restartInMs: number = 35 * second;
/** Power off, recorded: about 30 seconds. */
export const powerOffInMs: number = 30 * second;
/** Deallocate; assumed. */
export const deallocateInMs: number = 45 * second;
/** Deletion of a VM; assumed. */
export const deleteVirtualMachineInMs: number = 40 * second;
/** An extension other than Azure Disk Encryption, recorded: VMAccess, about 30 seconds. */
export const extensionInMs: number = 30 * second;
/** Run Command, recorded (resource form): 10 seconds. */
export const runCommandInMs: number = 10 * second;
/** A disk or a snapshot, recorded: under 2 seconds. */
export const diskInMs: number = 2 * second;

/** When an agent that does not report is given up, recorded: 25 minutes and 10 seconds. */
export const agentTimeoutInMs: number = 25 * minute + 10 * second;
/** From the PUT to the extension's checks and the host's stamp; assumed, inside the recorded 3 minutes. */
export const diskEncryptionChecksInMs: number = 60 * second;
/** Enabling on Windows until the operation is over, recorded: 3 minutes and 5 seconds. BitLocker goes on after it. */
export const windowsEnableInMs: number = 185 * second;
/** Enabling on Linux until the operation is over: it ends once the settings are stamped; assumed. */
export const linuxEnableInMs: number = 120 * second;
/** Disabling until the operation is over, recorded: 38 seconds. Decryption goes on after it. */
export const disableInMs: number = 38 * second;

/** BitLocker in the background: about 30 minutes for an OS disk of 127 GB, by one lab's notes; scaled by size. */
export function bitLockerInMs(diskSizeGB: number): number {
  return (diskSizeGB / 127) * 30 * minute;
}

/** dm-crypt in place on a data volume: 10 seconds a GB; assumed ("minutes" is all that the documents say). */
export function linuxDataVolumeInMs(diskSizeGB: number): number {
  return diskSizeGB * 10 * second;
}

/** Formatting data volumes instead of encrypting them in place; assumed. */
export const formatAllInMs: number = 2 * minute;

/**
 * The Linux OS volume: 45 minutes for 30 GB on Premium SSD ("Azure Disk Encryption sample scripts": 40 to 50 minutes), 4 times that
 * on other disks (Linux troubleshooting guide: 3 to 16 hours).
 */
export function linuxOsVolumeInMs(diskSizeGB: number, sku: string | undefined): number {
  return (diskSizeGB / 30) * 45 * minute * (sku?.startsWith("Premium") === true ? 1 : 4);
}
