import { absent } from "../lib/azure/fact";
import type { AttachedDisk, VirtualMachine } from "../lib/azure/virtual-machine";
import type { DiskCopy, LeaveAdeFacts } from "../lib/disk-encryption/jobs/leave-ade/observe";
import { FILLED_WITH_TAG, type DiskToFill } from "../lib/disk-encryption/change/page-blobs/disk-to-fill";
import {
  aDataDisk,
  aDisk,
  anOsDisk,
  aSize,
  aVirtualMachine,
  aVolume,
  aWindowsGuest,
  diskId,
  fact,
  facts,
  OBSERVED_AT,
  VM_ID,
  type Missing,
} from "./builders";
import { aFeature } from "./customer-key-builders";
import { aSubnet } from "./new-vm-builders";

const DISK_SIZE_IN_BYTES = 127 * 1024 ** 3;
export const NEW_ID: string = VM_ID.replace(/[^/]+$/, "vm-new");

/** A disk of the old VM that once had Azure Disk Encryption, of a VM that was deallocated an hour ago. */
export function anOldDisk(name: string, changes: Partial<DiskToFill> = {}): DiskToFill {
  return {
    ...aDisk({
      name,
      uniqueId: `unique-${name}`,
      encryptionSettings: { enabled: false, settings: [] },
      diskState: "Reserved",
      lastOwnershipUpdateTime: new Date("2026-11-24T08:00:00Z"),
    }),
    tags: {},
    zones: [],
    diskSizeInBytes: DISK_SIZE_IN_BYTES,
    ...changes,
  };
}

/** Its whole copy, begun after the VM was deallocated. */
export function itsCopy(source: DiskToFill, name: string, changes: Partial<DiskToFill> = {}): DiskToFill {
  return {
    ...aDisk({ name, timeCreated: new Date("2026-11-24T08:10:00Z"), diskState: "Attached" }),
    tags: { [FILLED_WITH_TAG]: `disk:${source.uniqueId ?? ""}` },
    zones: [],
    diskSizeInBytes: DISK_SIZE_IN_BYTES,
    uploadSizeBytes: DISK_SIZE_IN_BYTES + 512,
    ...changes,
  };
}

export function aCopy(attached: AttachedDisk, source: DiskToFill, copy: DiskToFill | Missing): DiskCopy {
  const name = attached.lun === undefined ? "vm-new-osdisk" : `vm-new-datadisk-${attached.lun}`;
  return {
    attached,
    request: { sourceDiskId: source.id, diskId: diskId(name) },
    source: fact(source),
    disk: fact(copy),
  };
}

const osDisk = anOsDisk();
const dataDisk = aDataDisk();
const notThere: Missing = { kind: "missing", reason: "there is no such disk", absent: true };
const bothVolumes = aWindowsGuest({
  volumes: [
    aVolume(),
    aVolume({ mountPoint: "F:", role: "data" }),
    aVolume({ mountPoint: "D:", role: "temporary" }),
  ],
});

/** A decrypted Windows VM that runs, with an OS disk and a data disk; nothing of the new VM is there. */
export function leaveAdeFacts(changes: Partial<LeaveAdeFacts> = {}): LeaveAdeFacts {
  const running = { diskState: "Attached" };
  const virtualMachine = aVirtualMachine({ dataDisks: [dataDisk] });
  return {
    request: { virtualMachine: "vm-web-01", newName: "vm-new" },
    old: facts({
      virtualMachine,
      disks: [anOldDisk("osdisk", running), anOldDisk("datadisk", running)],
      guest: bothVolumes,
    }),
    configuration: {
      zones: [],
      networkInterfaceIds: [
        `${VM_ID.replace(/\/providers.*/, "")}/providers/Microsoft.Network/networkInterfaces/nic`,
      ],
      caching: { os: "ReadWrite", "0": "ReadOnly" },
      bootDiagnostics: true,
      notCarriedOver: ["its addresses"],
    },
    guestBefore: fact(bothVolumes),
    newId: NEW_ID,
    made: absent("There is no VM 'vm-new'."),
    newGuest: { kind: "missing", reason: "the new VM was not asked" },
    copies: [
      aCopy(osDisk, anOldDisk("osdisk", running), notThere),
      aCopy(dataDisk, anOldDisk("datadisk", running), notThere),
    ],
    size: fact(aSize()),
    feature: fact(aFeature()),
    subnet: fact(aSubnet()),
    observedAt: OBSERVED_AT,
    ...changes,
  };
}

/** The old VM's facts with changes to the VM itself. */
export const oldWith = (changes: Partial<VirtualMachine>): LeaveAdeFacts["old"] => {
  const { old } = leaveAdeFacts();
  return { ...old, virtualMachine: { ...old.virtualMachine, ...changes } };
};

/** The same VM at the end of its way: deallocated, both copies in the new VM, which runs and shows both volumes. */
export function leftFacts(changes: Partial<LeaveAdeFacts> = {}): LeaveAdeFacts {
  const [os, data] = [anOldDisk("osdisk"), anOldDisk("datadisk")];
  return leaveAdeFacts({
    old: {
      ...oldWith({ powerState: "deallocated" }),
      guest: { kind: "missing", reason: "it is deallocated" },
    },
    made: fact(
      aVirtualMachine({
        id: NEW_ID,
        name: "vm-new",
        encryptionAtHost: true,
        osDisk: anOsDisk({ name: "vm-new-osdisk" }),
        dataDisks: [aDataDisk({ name: "vm-new-datadisk-0" })],
      }),
    ),
    newGuest: fact(bothVolumes),
    copies: [
      aCopy(osDisk, os, itsCopy(os, "vm-new-osdisk")),
      aCopy(dataDisk, data, itsCopy(data, "vm-new-datadisk-0")),
    ],
    ...changes,
  });
}
