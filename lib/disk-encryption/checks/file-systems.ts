import type { Check } from "./check";
import { linuxGuestCheck, mountPoints, plainDataVolumes } from "./linux-volumes";
import { fail, inWords, pass, unknown } from "./verdict";
import { RUN_THE_PROBE } from "./guest-probe";

/** What the extension encrypts in place, with the data on it. */
const inPlace: readonly string[] = ["ext2", "ext3", "ext4"];
/** What it takes with EncryptFormatAll, which formats the volume and loses what is on it. */
const formatted: readonly string[] = ["xfs", "btrfs"];

/**
 * In place, only ext2, ext3 and ext4 can be encrypted on a data volume; formatted, XFS and btrfs too. An XFS OS volume is no obstacle.
 *
 * @see "Azure Disk Encryption for Linux virtual machines FAQ", XFS, 2024-08-06
 * @see Azure/azure-linux-extensions, VMEncryption, `inplace_supported_file_systems` and `format_supported_file_systems`
 */
export const fileSystems: Check = linuxGuestCheck(
  "data",
  "the file systems of the data volumes",
  (guest, facts) => {
    const volumes = plainDataVolumes(guest);
    const taken = facts.formatsDataVolumes === true ? [...inPlace, ...formatted] : inPlace;
    const wrong = volumes.filter(
      ({ fileSystem }) => fileSystem !== undefined && !taken.includes(fileSystem.toLowerCase()),
    );
    if (wrong.length > 0) {
      const canBeFormatted = wrong.every(({ fileSystem = "" }) =>
        formatted.includes(fileSystem.toLowerCase()),
      );
      return fail(
        `In ${facts.virtualMachine.name} ${inWords(wrong.map(({ mountPoint, fileSystem = "" }) => `${mountPoint} is ${fileSystem}`))}: such a data volume can't be encrypted${facts.formatsDataVolumes === true ? "" : " in place"}.`,
        canBeFormatted
          ? "Copy the data to an ext4 volume and encrypt that. EncryptFormatAll formats the volume, and all data on it is lost."
          : "Copy the data to an ext4 volume and encrypt that.",
      );
    }
    const untold = volumes.filter(({ fileSystem }) => fileSystem === undefined);
    if (untold.length > 0)
      return unknown(
        `the file system of ${inWords(mountPoints(untold))}: the probe did not see it`,
        RUN_THE_PROBE,
      );
    return pass(
      volumes.length === 0
        ? `${facts.virtualMachine.name} has no plain data volume.`
        : `All data volumes are ${inWords([...new Set(volumes.map(({ fileSystem = "" }) => fileSystem))])}.`,
    );
  },
);
