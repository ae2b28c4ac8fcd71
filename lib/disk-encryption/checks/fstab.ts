import type { FstabEntry, GuestVolume } from "../nouns/guest";
import type { Check } from "./check";
import { linuxGuestCheck, plainDataVolumes } from "./linux-volumes";
import { fail, inWords, pass } from "./verdict";

/** Names that stay with the file system, whichever name the kernel gives its device. */
const persistentNames =
  /^(UUID=|LABEL=|PARTUUID=|PARTLABEL=|\/dev\/disk\/by-|\/dev\/mapper\/|\/dev\/disk\/azure\/)/;
/** A logical volume's own name: `/dev/datavg/datalv`. */
const logicalVolumeName = /^\/dev\/[^/]+\/[^/]+$/;

/**
 * Each data volume must be in /etc/fstab, by a name that stays with it, and with `nofail`: the extension takes over what it finds there.
 *
 * @see "Azure Disk Encryption for Linux VMs", Additional VM requirements, 2026-02-20
 */
export const fstab: Check = linuxGuestCheck("data", "/etc/fstab", (guest, { virtualMachine: vm }) => {
  const wrong = plainDataVolumes(guest).flatMap((volume) => whatIsWrong(volume, guest.fstab));
  return wrong.length > 0
    ? fail(
        `/etc/fstab of ${vm.name}: ${inWords(wrong)}.`,
        "List each data volume as 'UUID=<its UUID> <mount point> ext4 defaults,nofail 0 2' (blkid prints the UUID), then run 'mount -a' and check with lsblk.",
      )
    : pass(`/etc/fstab of ${vm.name} lists every data volume by a lasting name, with nofail.`);
});

function whatIsWrong(
  { mountPoint, storage }: GuestVolume,
  entries: readonly FstabEntry[],
): readonly string[] {
  const entry = entries.find((candidate) => candidate.mountPoint.replace(/(.)\/$/, "$1") === mountPoint);
  if (entry === undefined) return [`${mountPoint} has no line`];
  const { device, hasNofail } = entry;
  const uuid = /^UUID="?([^"]*)"?$/.exec(device)?.[1];
  const isPersistent = persistentNames.test(device) || logicalVolumeName.test(device);
  return [
    ...(isPersistent ? [] : [`${mountPoint} is listed as ${device}, a name that may change at a reboot`]),
    ...(uuid !== undefined && storage?.uuid !== undefined && uuid.toLowerCase() !== storage.uuid.toLowerCase()
      ? [`${mountPoint} is listed with the UUID of another volume`]
      : []),
    ...(hasNofail ? [] : [`${mountPoint} lacks nofail`]),
  ];
}
