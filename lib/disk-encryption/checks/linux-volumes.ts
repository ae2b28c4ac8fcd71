import { diskEncryptionExtension } from "../nouns/disk-encryption-extension";
import { type GuestVolume, type LinuxGuest } from "../nouns/guest";
import type { Check } from "./check";
import type { EncryptionFacts } from "./facts";
import type { Verdict } from "./finding";
import { whenLinuxGuestKnown } from "./guest-probe";
import { inWords, MODULE_STATES_NO_RULE, notApplicable, pass, unknown } from "./verdict";

/** Which volumes a requirement is about. */
export type Concerns = "os" | "data" | "any";

/**
 * A check of what only a Linux guest knows, in the current edition: the module says nothing of Linux guests.
 *
 * @param concerns - the volumes that it is about; where none of these is asked for, it asks nothing.
 * @param what - what is not known without the probe.
 */
export function linuxGuestCheck(
  concerns: Concerns,
  what: string,
  evaluate: (guest: LinuxGuest, facts: EncryptionFacts) => Verdict,
): Check {
  return (facts, edition) => {
    const { virtualMachine: vm, volumeType } = facts;
    if (edition === "module") return MODULE_STATES_NO_RULE;
    if (vm.osType === "Windows") return notApplicable(`${vm.name} runs Windows.`);
    if (concerns === "data" && volumeType === "OS")
      return notApplicable("No data volume is to be encrypted.");
    if (concerns === "os" && volumeType === "Data")
      return notApplicable("The OS volume is not to be encrypted.");
    return whenLinuxGuestKnown(facts, `${what} of ${vm.name}`, (guest) => evaluate(guest, facts));
  };
}

/**
 * A volume that is encrypted, and not by Azure Disk Encryption, keeps the keys that it has: the vault gets none that unlocks it. What the
 * extension makes of it no document says.
 */
export function encryptedByOthers(
  { volumes }: LinuxGuest,
  { virtualMachine: vm, disks }: EncryptionFacts,
  role: "os" | "data",
): Verdict {
  const isOwn =
    diskEncryptionExtension(vm) !== undefined ||
    disks.some((disk) => disk.kind === "known" && disk.value.encryptionSettings?.enabled === true);
  const touched = volumes.filter((volume) => volume.role === role && volume.state !== "decrypted");
  return touched.length === 0 || isOwn
    ? pass("No volume is encrypted by somebody else.")
    : unknown(
        `who encrypted ${inWords(mountPoints(touched))} of ${vm.name}: neither the extension nor a disk's settings of Azure Disk Encryption are there`,
        "Move the data to a plain volume, or override this requirement by name.",
      );
}

/** Data volumes that are still to be encrypted. */
export function plainDataVolumes({ volumes }: LinuxGuest): readonly GuestVolume[] {
  return volumes.filter(({ role, state }) => role === "data" && state !== "encrypted");
}

/** The mount points of volumes, for a sentence. */
export const mountPoints = (volumes: readonly Pick<GuestVolume, "mountPoint">[]): readonly string[] =>
  volumes.map(({ mountPoint }) => mountPoint);
