import { diskEncryptionExtension } from "../nouns/disk-encryption-extension";
import {
  EXTERNAL_KEY,
  isUnlockedByExternalKey,
  type WindowsDisk,
  type WindowsGuest,
  type WindowsVolume,
} from "../nouns/guest";
import type { Check } from "./check";
import type { EncryptionFacts } from "./facts";
import type { Verdict } from "./finding";
import { whenWindowsGuestKnown } from "./guest-probe";
import { fail, inWords, MODULE_STATES_NO_RULE, notApplicable, pass, strictest, unknown } from "./verdict";

const HINT =
  "Look at the disks in Disk Management in the guest; where they are plain basic disks, override this requirement by name.";
/** Windows Server 2016, the first whose Storage Spaces can be encrypted. */
const FIRST_BUILD_WITH_STORAGE_SPACES = 14393;
/** The numbers that Windows gives its buses are worded by the probe's reader. */
const STORAGE_SPACES = "Storage Spaces";
const ISCSI = "iSCSI";

/**
 * What BitLocker and the documents ask of the volumes and disks of a Windows VM: mounted, NTFS, on basic disks, in no cluster.
 *
 * The module says nothing.
 */
export const windowsVolumes: Check = (facts, edition) => {
  if (facts.virtualMachine.osType === "Linux") return notApplicable("The rules are for Windows alone.");
  if (edition === "module") return MODULE_STATES_NO_RULE;
  return whenWindowsGuestKnown(facts, "the volumes and disks of the guest", (guest) =>
    strictest(
      windowsVolumeLayout(guest, facts),
      windowsDataVolumes(guest, facts),
      windowsFileSystems(guest, facts),
      encryptedByOthers(guest, facts),
    ),
  );
};

/**
 * With All, each data disk of a Windows VM needs a volume that is formatted and mounted.
 *
 * @see "Azure Disk Encryption for Windows" (extension schema), 2020-03-19: data disks must be formatted
 * @see "Azure Disk Encryption for Windows virtual machines FAQ", 2024-02-20: volumes must be mounted
 */
export function windowsDataVolumes(
  guest: WindowsGuest,
  { virtualMachine: vm, volumeType }: EncryptionFacts,
): Verdict {
  if (volumeType === "OS") return pass("The OS volume alone was asked for.");
  if (guest.disks.kind === "missing")
    return vm.dataDisks.length === 0
      ? pass(`${vm.name} has no data disk: All is the OS volume and the temporary disk here.`)
      : unknown(`which volumes are on the data disks of ${vm.name}: ${guest.disks.reason}`, HINT);
  const disks = dataDisks(guest, guest.disks.value);
  const without = [
    ...disks.flatMap((disk) => whyWithout(disk, guest.volumes) ?? []),
    ...unmounted(guest, disks),
  ];
  if (without.length > 0) {
    return fail(
      `In ${vm.name} ${inWords(without)}: it would not be encrypted.`,
      "Bring each data disk online, format it with NTFS and give it a drive letter; or detach it.",
    );
  }
  if (disks.some(({ bus }) => bus === STORAGE_SPACES)) {
    return unknown(
      `whether each of the ${vm.dataDisks.length} data disks of ${vm.name} has a volume: a storage pool hides the disks that it is made of`,
      "Look with Get-PhysicalDisk in the guest whether each data disk is in the pool or has a volume of its own; then override this requirement by name.",
    );
  }
  const own = disks.filter(({ bus }) => bus !== ISCSI).length;
  if (own !== vm.dataDisks.length) {
    return unknown(
      `what is on the data disks of ${vm.name}: it has ${vm.dataDisks.length}, and its Windows shows ${own}`,
      "Wait until Windows shows each disk, or restart the VM; then run the probe again.",
    );
  }
  return pass(
    disks.length === 0
      ? `${vm.name} has no data disk.`
      : `Each data disk has a mounted volume: ${inWords(mountPoints(guest.volumes, "data"))}.`,
  );
}

/** The disks that carry neither the OS volume nor the temporary disk's. */
function dataDisks({ volumes }: WindowsGuest, disks: readonly WindowsDisk[]): readonly WindowsDisk[] {
  const others = volumes.filter(({ role }) => role !== "data").map(({ diskNumber }) => diskNumber);
  return disks.filter(({ number }) => !others.includes(number));
}

/** Why nothing of a disk would be encrypted; a dynamic disk's volumes are on no partition, and are evaluated elsewhere. */
function whyWithout(
  { number, offline, initialized, dynamic }: WindowsDisk,
  volumes: readonly WindowsVolume[],
): string | undefined {
  if (offline) return `disk ${number} is offline`;
  if (!initialized) return `disk ${number} has no partition`;
  return dynamic || volumes.some(({ diskNumber }) => diskNumber === number)
    ? undefined
    : `disk ${number} has no mounted volume`;
}

/** Volumes of the data disks that nobody mounted and that Azure Disk Encryption did not encrypt; also those that Windows puts on no disk. */
const unmounted = ({ unmountedVolumes }: WindowsGuest, disks: readonly WindowsDisk[]): readonly string[] =>
  unmountedVolumes
    .filter(
      (volume) =>
        !isUnlockedByExternalKey(volume) &&
        (volume.diskNumber === undefined || disks.some(({ number }) => number === volume.diskNumber)),
    )
    .map(
      ({ name, fileSystem, diskNumber }) =>
        `${diskNumber === undefined ? "a volume" : `a volume of disk ${diskNumber}`} is not mounted (${fileSystem === "" ? "no file system that Windows reads" : fileSystem}, ${name})`,
    );

/**
 * A volume that BitLocker encrypts with other keys than Azure Disk Encryption's stays with these: the vault gets no key that unlocks it.
 *
 * @see "Azure Disk Encryption for Windows VMs", 2026-02-20: BitLocker of an Azure VM is managed through Azure alone
 */
export function encryptedByOthers(
  guest: WindowsGuest,
  { virtualMachine: vm, disks, volumeType }: EncryptionFacts,
): Verdict {
  const touched = guest.volumes.filter(
    ({ role, state }) => state !== "decrypted" && (role === "os" || (role === "data" && volumeType !== "OS")),
  );
  const others = touched.filter(({ keyProtectors }) => !keyProtectors.includes(EXTERNAL_KEY));
  if (others.length > 0)
    return fail(
      `In ${vm.name} ${inWords(others.map(({ mountPoint, state, keyProtectors }) => `${mountPoint} is ${state} (${keyProtectors.length === 0 ? "no key protector" : keyProtectors.join(", ")})`))}: BitLocker was turned on by somebody else than Azure Disk Encryption.`,
      "Decrypt the volume in the guest (manage-bde -off), wait until it is decrypted, then check again.",
    );
  const isOwn =
    diskEncryptionExtension(vm) !== undefined ||
    disks.some((disk) => disk.kind === "known" && disk.value.encryptionSettings?.enabled === true);
  return touched.length > 0 && !isOwn
    ? unknown(
        `who encrypted ${inWords(touched.map(({ mountPoint }) => mountPoint))} of ${vm.name}: it has an External Key, and neither the extension nor a disk's settings of Azure Disk Encryption are there`,
        "Decrypt the volume in the guest (manage-bde -off), or override this requirement by name.",
      )
    : pass("No volume is encrypted by somebody else.");
}

/**
 * Of the volumes asked for, each must be NTFS.
 *
 * @see "Azure Disk Encryption scenarios on Windows VMs", Restrictions, 2026-02-20
 */
export function windowsFileSystems(
  guest: WindowsGuest,
  { virtualMachine: vm, volumeType }: EncryptionFacts,
): Verdict {
  const asked = guest.volumes.filter(({ role }) => role === "os" || volumeType !== "OS");
  const others = asked.filter(({ fileSystem }) => fileSystem.toUpperCase() !== "NTFS");
  return others.length > 0
    ? fail(
        `In ${vm.name} ${inWords(others.map(({ mountPoint, fileSystem }) => `${mountPoint} is ${fileSystem === "" ? "of no file system that Windows reads" : fileSystem}`))}: Azure Disk Encryption needs NTFS.`,
        "Copy the data to an NTFS volume; or protect the VM with encryption at host instead.",
      )
    : pass(`All volumes are NTFS: ${inWords(asked.map(({ mountPoint }) => mountPoint))}.`);
}

/**
 * Layouts that the documents leave out: failover clusters, Windows Server containers, dynamic disks (software RAID is made of these),
 * Storage Spaces before Windows Server 2016, Storage Spaces Direct, and iSCSI disks.
 *
 * @see "Azure Disk Encryption scenarios on Windows VMs", Restrictions, 2026-02-20; clustered disks: azure-powershell issue 4301
 */
export function windowsVolumeLayout(guest: WindowsGuest, facts: EncryptionFacts): Verdict {
  return strictest(
    pass(`The volumes of ${facts.virtualMachine.name} lie on basic disks, in no cluster.`),
    cluster(guest, facts),
    containers(guest, facts),
    disksLayout(guest, facts),
  );
}

const INSTEAD = "or protect the VM with encryption at host instead.";

function cluster({ inFailoverCluster }: WindowsGuest, { virtualMachine: vm }: EncryptionFacts): Verdict {
  return inFailoverCluster
    ? fail(
        `${vm.name} is a node of a failover cluster, which Azure Disk Encryption does not support.`,
        `Take the VM out of the cluster; ${INSTEAD}`,
      )
    : pass("It is no node of a failover cluster.");
}

function containers({ containers: feature }: WindowsGuest, { virtualMachine: vm }: EncryptionFacts): Verdict {
  if (feature.kind === "missing")
    return unknown(
      `whether ${vm.name} runs Windows Server containers: ${feature.reason}`,
      "Look for the feature Containers in the guest (Get-WindowsFeature Containers).",
    );
  return feature.value
    ? fail(
        `${vm.name} has the feature Containers: Windows Server containers make dynamic volumes, which are not supported.`,
        `Move the containers to another VM and remove the feature; ${INSTEAD}`,
      )
    : pass("The feature Containers is not installed.");
}

function disksLayout(guest: WindowsGuest, { virtualMachine: vm, volumeType }: EncryptionFacts): Verdict {
  if (guest.disks.kind === "missing")
    return unknown(`how the disks of ${vm.name} are laid out: ${guest.disks.reason}`, HINT);
  const osDisk = guest.volumes.find(({ role }) => role === "os")?.diskNumber;
  const asked = guest.disks.value.filter(({ number }) => volumeType !== "OS" || number === osDisk);
  const refused = asked.flatMap((disk) => whyRefused(disk, guest) ?? []);
  if (refused.length > 0)
    return fail(
      `In ${vm.name} ${inWords(refused)}, which Azure Disk Encryption does not support.`,
      `Move the data to a basic disk of the VM; ${INSTEAD}`,
    );
  const untold = asked.filter(({ clustered }) => clustered === undefined);
  return untold.length > 0
    ? unknown(
        `whether disk ${inWords(untold.map(({ number }) => String(number)))} of ${vm.name} is in a cluster`,
        HINT,
      )
    : pass("All disks are basic disks.");
}

function whyRefused(
  { number, bus, dynamic, clustered }: WindowsDisk,
  { osBuild = 0 }: WindowsGuest,
): string | undefined {
  if (dynamic) return `disk ${number} is a dynamic disk`;
  if (clustered === true) return `disk ${number} belongs to a failover cluster`;
  if (bus === ISCSI) return `disk ${number} is attached by iSCSI`;
  return bus === STORAGE_SPACES && osBuild < FIRST_BUILD_WITH_STORAGE_SPACES
    ? `disk ${number} is of Storage Spaces before Windows Server 2016`
    : undefined;
}

const mountPoints = (volumes: readonly WindowsVolume[], role: WindowsVolume["role"]): readonly string[] =>
  volumes.filter((volume) => volume.role === role).map(({ mountPoint }) => mountPoint);
