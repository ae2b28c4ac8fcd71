import type { Check } from "./check";
import { linuxGuestCheck } from "./linux-volumes";
import { fail, inWords, pass } from "./verdict";

/**
 * Azure Disk Encryption encrypts mounted volumes alone: a data disk of which none is mounted stays plain.
 *
 * @see "Azure Disk Encryption for Linux virtual machines FAQ", unmounted volumes, 2024-08-06
 */
export const dataVolumes: Check = linuxGuestCheck(
  "data",
  "the mounted data volumes",
  (guest, { virtualMachine: vm, volumeType }) => {
    const mounted = guest.volumes.filter(({ role }) => role === "data");
    if (guest.unmountedDisks.length > 0) {
      return fail(
        `In ${vm.name} nothing of ${inWords(guest.unmountedDisks)} is mounted: it would not be encrypted.`,
        "Format and mount each data disk and list it in /etc/fstab, or detach the disk.",
      );
    }
    if (mounted.length === 0 && (volumeType === "Data" || vm.dataDisks.length > 0)) {
      return fail(
        `${vm.name} has no mounted data volume; ${volumeType} was asked for.`,
        volumeType === "Data"
          ? "Attach, format and mount a data disk, or ask for OS."
          : "Format and mount the data disks, or ask for OS.",
      );
    }
    return mounted.length === 0
      ? pass(`${vm.name} has no data disk: All is the OS volume here.`)
      : pass(`Mounted in ${vm.name}: ${inWords(mounted.map(({ mountPoint }) => mountPoint))}.`);
  },
);
