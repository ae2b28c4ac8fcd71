import assert from "node:assert/strict";

import fc from "fast-check";

import type {
  InventoriedDisk,
  InventoriedVirtualMachine,
  Inventory,
} from "../../../lib/fleet/nouns/inventory";
import type { DiskCoverage } from "../../../lib/fleet/coverage/coverage";
import { coverageOf } from "../../../lib/fleet/coverage/coverage-of";
import { diskKey } from "../../../lib/fleet/coverage/disk-key";
import { anExtension, aLinuxExtension } from "../../builders";
import {
  anAttachedDisk,
  anInventoriedDisk,
  anInventoriedVirtualMachine,
  anInventory,
  anOsDiskOf,
  computeId,
} from "../../fleet-builders";

type VirtualMachineChanges = Parameters<typeof anInventoriedVirtualMachine>[0];
type DiskChanges = Parameters<typeof anInventoriedDisk>[0];

interface Case {
  readonly vm: VirtualMachineChanges;
  readonly os: DiskChanges;
  readonly data?: DiskChanges;
}

const set = { diskEncryptionSetId: computeId("diskEncryptionSets", "des-1") };
const customerKey = { ...set, encryptionType: "EncryptionAtRestWithCustomerKey" };
const double = { ...set, encryptionType: "EncryptionAtRestWithPlatformAndCustomerKeys" };
const linux: VirtualMachineChanges = {
  osType: "Linux",
  imageReference: { publisher: "RedHat", offer: "RHEL", sku: "8_8", version: "1" },
};
const stamped = { os: { adeStamp: "on" }, data: { adeStamp: "on" } } as const;
/** Of Linux: the extension with what it reported. */
const reported = (os: string, statusCode: string): Case => ({
  vm: {
    ...linux,
    hasAdeExtension: true,
    extensions: [aLinuxExtension({ os, data: "Encrypted" }, { statusCode })],
  },
  ...stamped,
});

/** VMs as there are in Azure, of all kinds. */
const cases: readonly Case[] = [
  { vm: {}, os: {} },
  { vm: { ...linux, vmSize: "Standard_D2s_v3", hyperVGeneration: "V1" }, os: {} },
  { vm: { vmSize: "Standard_D2_v3" }, os: {} },
  { vm: { vmSize: "Standard_D2ds_v5" }, os: customerKey, data: double },
  {
    vm: { powerState: "deallocated" },
    os: { ...customerKey, diskState: "Reserved" },
    data: { diskState: "Reserved" },
  },
  { vm: { encryptionAtHost: true, vmSize: "Standard_E4ds_v5" }, os: {} },
  { vm: { encryptionAtHost: true }, os: customerKey, data: customerKey },
  { vm: { hasAdeExtension: true, extensions: [anExtension()] }, ...stamped },
  {
    vm: { hasAdeExtension: true, extensions: [anExtension({ statusCode: "ProvisioningState/failed/1" })] },
    ...stamped,
  },
  { vm: { hasAdeExtension: false }, ...stamped },
  {
    vm: { hasAdeExtension: true, extensions: [anExtension()] },
    os: { adeStamp: "off" },
    data: { adeStamp: "off" },
  },
  reported("Encrypted", "ProvisioningState/succeeded"),
  reported("EncryptionInProgress", "ProvisioningState/succeeded"),
  reported("VMRestartPending", "ProvisioningState/succeeded"),
  reported("NotEncrypted", "ProvisioningState/transitioning"),
  reported("NotEncrypted", "ProvisioningState/failed/19"),
  // Dual pass, and a VM that was made of an encrypted disk: the VM's model alone asks for it.
  { vm: { osDiskAdeStamp: "on", hasAdeExtension: true, extensions: [anExtension()] }, os: {} },
  { vm: { ...reported("Encrypted", "ProvisioningState/succeeded").vm, osDiskAdeStamp: "on" }, os: {} },
  { vm: { osDiskAdeStamp: "on", hasAdeExtension: false }, os: {} },
  { vm: { osDiskAdeStamp: "off", hasAdeExtension: false }, os: {} },
  {
    vm: {
      osDiskAdeStamp: "on",
      disks: [anAttachedDisk("vm-web-01-os", { managedDiskId: undefined, vhdUri: "https://a/vhds/os.vhd" })],
    },
    os: { managedBy: null, diskState: "Unattached" },
  },
  {
    vm: { securityType: "ConfidentialVM", vmSize: "Standard_DC2as_v5" },
    os: { securityType: "ConfidentialVM_DiskEncryptedWithPlatformKey" },
  },
  {
    vm: { disks: [anAttachedDisk("vm-web-01-os", { ephemeral: true })], vmSize: "Standard_D2ds_v5" },
    os: {},
  },
  { vm: {}, os: {}, data: { sku: "UltraSSD_LRS" } },
];

function fleetOf({ vm: changes, os, data }: Case): Inventory {
  const plain = anInventoriedVirtualMachine();
  const disks = [
    ...(plain.disks ?? []),
    anAttachedDisk("data", { role: "data", storageAccountType: data?.sku ?? "Premium_LRS" }),
  ];
  const vm = anInventoriedVirtualMachine({ disks, ...changes });
  return anInventory({
    virtualMachines: [vm],
    disks: [
      anOsDiskOf(vm, os),
      anInventoriedDisk({
        name: "data",
        managedBy: vm.id,
        diskState: "Attached",
        ...(data ?? os),
        osType: null,
        securityType: null,
      }),
      anInventoriedDisk({ name: "left", osType: "Windows", ...os, diskState: "Unattached", managedBy: null }),
    ],
  });
}

const ofVirtualMachine = [
  "osType",
  "hyperVGeneration",
  "powerState",
  "encryptionAtHost",
  "securityType",
  "imageReference",
  "diskControllerType",
  "osDiskAdeStamp",
  "hasAdeExtension",
] as const satisfies readonly (keyof InventoriedVirtualMachine)[];
const ofDisks = [
  "sku",
  "encryptionType",
  "adeStamp",
  "securityType",
  "maxShares",
  "hyperVGeneration",
] as const satisfies readonly (keyof InventoriedDisk)[];

const without = <T extends object>(resource: T, fields: readonly string[]): T =>
  // What is left out is optional in an inventory.
  Object.fromEntries(Object.entries(resource).filter(([name]) => !fields.includes(name))) as T;

const cells = [
  "serverSide",
  "encryptionAtHost",
  "azureDiskEncryption",
  "mechanism",
  "recommended",
  "eligibleAde",
  "eligibleHost",
  "eligibleCustomerKey",
  "exposed2028",
] as const satisfies readonly (keyof DiskCoverage)[];

describe("What a source does not tell", () => {
  it("leaves each cell as it is, or makes it unknown, and never another answer", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...cases),
        fc.subarray([...ofVirtualMachine], { maxLength: 4 }),
        fc.subarray([...ofDisks], { maxLength: 3 }),
        (one, untoldOfVm, untoldOfDisks) => {
          const whole = fleetOf(one);
          const told: Inventory = {
            ...whole,
            virtualMachines: whole.virtualMachines.map((vm) => without(vm, untoldOfVm)),
            disks: whole.disks.map((disk) => without(disk, untoldOfDisks)),
          };
          const rows = new Map(coverageOf(told).disks.map((disk) => [diskKey(disk), disk]));
          for (const all of coverageOf(whole).disks) {
            const row = rows.get(diskKey(all));
            for (const cell of cells) {
              if (row?.[cell] !== "unknown") assert.equal(row?.[cell], all[cell], `${all.diskName}: ${cell}`);
            }
            for (const [control, outcome] of Object.entries(row?.controls ?? {})) {
              if (outcome !== "unknown")
                assert.equal(outcome, all.controls[control], `${all.diskName}: ${control}`);
            }
          }
        },
      ),
      { numRuns: 250, seed: 20261124 },
    );
  });

  it("makes no requirement fail that does not fail with it, and no control of a VM another", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...cases),
        fc.subarray([...ofVirtualMachine]),
        fc.subarray([...ofDisks]),
        (one, untoldOfVm, untoldOfDisks) => {
          const whole = fleetOf(one);
          const [all] = coverageOf(whole).virtualMachines;
          const [row] = coverageOf({
            ...whole,
            virtualMachines: whole.virtualMachines.map((vm) => without(vm, untoldOfVm)),
            disks: whole.disks.map((disk) => without(disk, untoldOfDisks)),
          }).virtualMachines;
          for (const id of row?.failedRequirements ?? []) assert.ok(all?.failedRequirements.includes(id), id);
          for (const [control, outcome] of Object.entries(row?.controls ?? {})) {
            if (outcome !== "unknown") assert.equal(outcome, all?.controls[control], control);
          }
        },
      ),
      { numRuns: 60, seed: 20261124 },
    );
  });
});
