import type { LinuxGuest } from "../nouns/guest";
import type { Check } from "./check";
import type { EncryptionFacts } from "./facts";
import type { Verdict } from "./finding";
import { encryptedByOthers, linuxGuestCheck } from "./linux-volumes";
import { fail, inWords, pass, strictest, unknown } from "./verdict";

/**
 * Azure Disk Encryption encrypts mounted volumes alone: what of a data disk is not mounted stays plain.
 *
 * @see "Azure Disk Encryption for Linux virtual machines FAQ", unmounted volumes, 2024-08-06
 */
export const dataVolumes: Check = linuxGuestCheck("data", "the mounted data volumes", (guest, facts) =>
  strictest(unmounted(guest, facts), allDisks(guest, facts), encryptedByOthers(guest, facts, "data")),
);

function unmounted(guest: LinuxGuest, { virtualMachine: vm, volumeType }: EncryptionFacts): Verdict {
  const mounted = guest.volumes.filter(({ role }) => role === "data");
  if (guest.unmountedDisks.length > 0) {
    return fail(
      `In ${vm.name} nothing of ${inWords(guest.unmountedDisks)} is mounted: it would not be encrypted.`,
      "Format and mount each data disk and list it in /etc/fstab, or detach the disk.",
    );
  }
  if (guest.unmountedDevices.length > 0) {
    return fail(
      `In ${vm.name} ${inWords(guest.unmountedDevices)} on a data disk is not mounted: it would not be encrypted.`,
      "Mount each partition and logical volume and list it in /etc/fstab, or remove it; move swap to the temporary disk.",
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
}

/** A disk that the guest does not show holds nobody knows what. */
function allDisks({ dataDisks }: LinuxGuest, { virtualMachine: vm }: EncryptionFacts): Verdict {
  return dataDisks.length === vm.dataDisks.length
    ? pass("The guest shows each data disk.")
    : unknown(
        `what is on the data disks of ${vm.name}: it has ${vm.dataDisks.length}, and its guest shows ${dataDisks.length}`,
        "Wait until lsblk in the guest shows each disk, or restart the VM; then run the probe again.",
      );
}
