import { compareVersions } from "@runbooks/azure";
import { type GuestVolume, type LinuxGuest } from "../nouns/guest";
import type { Check } from "./check";
import type { EncryptionFacts } from "./facts";
import type { Verdict } from "./finding";
import { RUN_THE_PROBE } from "./guest-probe";
import { encryptedByOthers, linuxGuestCheck, plainDataVolumes } from "./linux-volumes";
import { fail, inWords, pass, strictest, unknown } from "./verdict";

/** Logical volumes that the extension asks for where the root is on LVM and it can't encrypt online. */
const expectedLogicalVolumes = ["tmplv", "usrlv", "homelv", "varlv", "rootlv"].map(
  (name) => `rootvg-${name}`,
);
/** From these versions on the extension encrypts the OS volume online, and does not look at its logical volumes. */
const onlineFrom: Readonly<Record<string, string>> = {
  rhel: "8.1",
  centos: "8.1",
  ubuntu: "23.10",
  mariner: "2.0",
};
/** What a data volume may lie on. All else, which the kernel and others keep adding to, is not known: LVM, RAID, bcache, VDO ... */
const plainLayers: readonly string[] = ["disk", "part"];
/** How the kernel may say that a local disk is attached; of most of Azure's disks it says nothing. */
const plainTransports: readonly string[] = ["ata", "sata", "sas", "spi"];
/** Names that the kernel gives Azure's SCSI disks. */
const scsiDisk = /^sd[a-z]+$/;
/** File systems of clusters, which are on block devices. */
const clusterFileSystems: readonly string[] = ["gfs", "gfs2", "ocfs2", "acfs"];

/**
 * Layouts that the documents leave out, and those of which they don't speak.
 *
 * @see "Azure Disk Encryption scenarios on Linux VMs", Restrictions and EncryptFormatAll criteria, 2026-02-20
 * @see Azure/azure-linux-extensions, VMEncryption, `validate_lvm_os`, branch ade-sp-release-1.4.0.12: logical volumes of the root
 */
export const volumeLayout: Check = linuxGuestCheck("any", "the layout of the volumes", (guest, facts) => {
  const { volumeType, virtualMachine: vm } = facts;
  const fine = pass(
    `The volumes of ${vm.name} lie on plain partitions, disks or logical volumes that are supported.`,
  );
  return strictest(
    fine,
    rootOnDataDisk(guest, facts),
    ...(volumeType === "Data" ? [] : [osVolume(guest, facts), encryptedByOthers(guest, facts, "os")]),
    ...(volumeType === "OS"
      ? []
      : [...plainDataVolumes(guest).map((volume) => dataVolume(volume)), shares(guest)]),
  );
});

function rootOnDataDisk({ volumes }: LinuxGuest, { virtualMachine: vm }: EncryptionFacts): Verdict {
  const root = volumes.find(({ mountPoint }) => mountPoint === "/");
  if (root?.storage === undefined)
    return unknown(`what / lies on in ${vm.name}: the probe did not see it`, RUN_THE_PROBE);
  const { disks } = root.storage;
  return disks.length > 1
    ? fail(
        `In ${vm.name} / is on ${inWords(disks)}: a root volume that was extended onto a data disk is not supported.`,
        "Move the root volume back to the OS disk alone (pvmove, vgreduce).",
      )
    : pass("/ is on one disk.");
}

function osVolume(guest: LinuxGuest, { virtualMachine: vm }: EncryptionFacts): Verdict {
  const layers = guest.volumes.find(({ mountPoint }) => mountPoint === "/")?.storage?.layers ?? [];
  const raid = layers.filter((layer) => layer.startsWith("raid") || layer === "mpath");
  if (raid.length > 0) {
    return fail(
      `In ${vm.name} / is on ${inWords(raid)}; an OS volume is encrypted only as a Marketplace image lays it out.`,
      "Move the workload to a VM from an unchanged Marketplace image, or ask for Data.",
    );
  }
  if (!layers.includes("lvm") || encryptsOnline(guest)) return pass("The OS volume is as expected.");
  const absent = expectedLogicalVolumes.filter((name) => !guest.logicalVolumes.includes(name));
  return absent.length > 0
    ? fail(
        `In ${vm.name} / is on LVM, without the logical volumes ${inWords(absent)}.`,
        "Move the workload to a VM from a Marketplace image with LVM, or ask for Data.",
      )
    : pass("/ is on LVM as Azure's images have it.");
}

function encryptsOnline({ distribution, distributionVersion }: LinuxGuest): boolean {
  const from = onlineFrom[distribution];
  return from !== undefined && (compareVersions(distributionVersion, from) ?? -1) >= 0;
}

function dataVolume({ mountPoint, fileSystem = "", storage }: GuestVolume): Verdict {
  if (clusterFileSystems.includes(fileSystem.toLowerCase())) {
    return fail(
      `${mountPoint} is ${fileSystem}, a file system of a cluster, which is not supported.`,
      "Leave the VM to encryption at host, or unmount and detach the disk.",
    );
  }
  if (storage === undefined)
    return unknown(`what ${mountPoint} lies on: the probe did not see it`, RUN_THE_PROBE);
  const { layers, transports, disks } = storage;
  const unsupported = [
    ...(disks.some((disk) => disk.startsWith("nvme")) || transports.includes("nvme") ? ["an NVMe disk"] : []),
    ...(disks.some((disk) => disk.startsWith("drbd")) ? ["a DRBD disk"] : []),
  ];
  if (unsupported.length > 0) {
    return fail(
      `${mountPoint} is on ${inWords(unsupported)}, which is not supported.`,
      "Move the data to a managed disk that is attached as SCSI, or unmount the volume.",
    );
  }
  if (transports.includes("iscsi")) {
    return unknown(
      `whether ${mountPoint}, which is on an iSCSI disk, can be encrypted: the documents rule that out for Windows alone`,
      "Unmount the volume, or override this requirement by name.",
    );
  }
  const otherTransports = transports.filter((transport) => !plainTransports.includes(transport));
  if (otherTransports.length > 0) {
    return unknown(
      `whether ${mountPoint}, whose disk is attached by ${inWords(otherTransports)}, can be encrypted: the VM's disks are not`,
      "Move the data to a managed disk that is attached as SCSI, or override this requirement by name.",
    );
  }
  const composed = layers.filter((layer) => !plainLayers.includes(layer));
  const foreign = disks.filter((disk) => !scsiDisk.test(disk));
  if (foreign.length > 0 || disks.length === 0) {
    return unknown(
      `whether ${mountPoint}, which is on ${foreign.length > 0 ? inWords(foreign) : "no disk that the probe saw"}, can be encrypted: it is no SCSI disk of the VM`,
      "Move the data to a managed disk that is attached as SCSI, or override this requirement by name.",
    );
  }
  return composed.length > 0
    ? unknown(
        `whether ${mountPoint}, which is on ${inWords(composed)}, can be encrypted in place: the documents encrypt the disks first and make LVM or RAID of them`,
        'See "Configure LVM and RAID on Azure Disk Encryption encrypted devices", or override this requirement by name.',
      )
    : pass(`${mountPoint} is on a plain disk or partition.`);
}

function shares({ networkShares }: LinuxGuest): Verdict {
  return networkShares.length > 0
    ? unknown(
        `whether encryption works beside the mounted ${inWords(networkShares.map(({ mountPoint, fileSystem }) => `${mountPoint} (${fileSystem})`))}: the documents list network and cluster file systems as not supported`,
        "Unmount it while the VM is encrypted, or override this requirement by name: the share itself is never encrypted.",
      )
    : pass("No network share is mounted.");
}
