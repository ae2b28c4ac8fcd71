import assert from "node:assert/strict";

import fc from "fast-check";

import type { Inventory } from "../../../lib/fleet/nouns/inventory";
import { knownSizes } from "../../../lib/fleet/nouns/known-sizes";
import type { Coverage, DiskCoverage } from "../../../lib/fleet/coverage/coverage";
import { coverageOf } from "../../../lib/fleet/coverage/coverage-of";
import { diskKey } from "../../../lib/fleet/coverage/disk-key";
import { anExtension, aLinuxExtension, aSize } from "../../builders";
import {
  aGap,
  anAttachedDisk,
  anInventoriedDisk,
  anInventoriedDiskEncryptionSet,
  anInventoriedSnapshot,
  anInventoriedVirtualMachine,
  anInventory,
  anOsDiskOf,
  computeId,
} from "../../fleet-builders";
import { arbitraryInventory } from "./arbitrary-inventory";

type VirtualMachineChanges = Parameters<typeof anInventoriedVirtualMachine>[0];
type DiskChanges = Parameters<typeof anInventoriedDisk>[0];

/** A fleet of one VM with its OS disk. */
function fleetOf(vmChanges: VirtualMachineChanges = {}, diskChanges: DiskChanges = {}): Inventory {
  const vm = anInventoriedVirtualMachine(vmChanges);
  return anInventory({ virtualMachines: [vm], disks: [anOsDiskOf(vm, diskChanges)] });
}
function firstDisk(inventory: Inventory): DiskCoverage {
  const [disk] = coverageOf(inventory).disks;
  assert.ok(disk);
  return disk;
}
function firstVirtualMachine(inventory: Inventory): Coverage["virtualMachines"][number] {
  const [vm] = coverageOf(inventory).virtualMachines;
  assert.ok(vm);
  return vm;
}
const rolesOf = (inventory: Inventory): readonly string[] =>
  coverageOf(inventory).disks.map(({ role }) => role);

const SET = computeId("diskEncryptionSets", "des-1");
const withKey = { encryptionType: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId: SET } as const;
const linux: VirtualMachineChanges = {
  osType: "Linux",
  hyperVGeneration: "V1",
  imageReference: {
    publisher: "Canonical",
    offer: "0001-com-ubuntu-server-jammy",
    sku: "22_04-lts",
    version: "1",
  },
};

describe("The row of a disk", () => {
  it("tells of an ordinary OS disk all that its VM and its resource tell", () => {
    const vm = anInventoriedVirtualMachine({ location: "West Europe", tags: { env: "prod", owner: "web" } });
    const disk = anOsDiskOf(vm, { tags: { Env: "test" }, location: undefined });
    const row = firstDisk(anInventory({ virtualMachines: [vm], disks: [disk] }));
    const { controls, ...others } = row;
    assert.equal(controls["customer-key"], "non-compliant");
    assert.deepEqual(others, {
      subscriptionId: vm.subscriptionId,
      subscriptionName: "Contoso",
      resourceGroup: "rg-web",
      diskId: disk.id,
      diskName: "vm-web-01-os",
      role: "os",
      vmId: vm.id,
      vmName: "vm-web-01",
      location: "westeurope",
      osType: "Windows",
      vmSize: "Standard_D2s_v5",
      sizeFamily: "Dsv5",
      sku: "Premium_LRS",
      diskSizeGB: 128,
      diskState: "Attached",
      managed: "yes",
      serverSide: "platform-key",
      diskEncryptionSet: null,
      encryptionAtHost: "no",
      azureDiskEncryption: "none",
      mechanism: "platform-key",
      recommended: "encryption-at-host",
      // A VM of Generation 2, which the training module refuses.
      eligibleAde: "closed",
      eligibleHost: "open",
      eligibleCustomerKey: "open",
      exposed2028: "no",
      tags: { Env: "test", owner: "web" },
    });
  });

  it("names a set in the spelling of the set, however the disk spells it", () => {
    const inventory = fleetOf({}, { ...withKey, diskEncryptionSetId: SET.toUpperCase() });
    const sets = [anInventoriedDiskEncryptionSet()];
    assert.equal(firstDisk({ ...inventory, diskEncryptionSets: sets }).diskEncryptionSet, SET);
  });

  const mechanisms: readonly (readonly [
    string,
    VirtualMachineChanges,
    DiskChanges,
    Partial<DiskCoverage>,
  ])[] = [
    [
      "a customer's key",
      {},
      withKey,
      {
        serverSide: "customer-key",
        mechanism: "customer-key",
        eligibleCustomerKey: "in-use",
        recommended: "encryption-at-host",
      },
    ],
    [
      "encryption at host",
      { encryptionAtHost: true },
      withKey,
      { mechanism: "encryption-at-host", eligibleHost: "in-use", eligibleAde: "closed" },
    ],
    [
      "a stamp on Windows, of which only the guest tells",
      {},
      { adeStamp: "on" },
      {
        azureDiskEncryption: "asked-for",
        mechanism: "azure-disk-encryption",
        exposed2028: "yes",
        eligibleAde: "in-use",
        eligibleHost: "closed",
        eligibleCustomerKey: "closed",
        recommended: "azure-disk-encryption",
      },
    ],
    [
      "a stamp on Windows whose extension failed",
      { extensions: [anExtension({ statusCode: "ProvisioningState/failed/1" })] },
      { adeStamp: "on" },
      { azureDiskEncryption: "asked-for", mechanism: "unknown", exposed2028: "unknown" },
    ],
    [
      "Linux of which the extension says Encrypted",
      { ...linux, extensions: [aLinuxExtension({ os: "Encrypted" })] },
      { adeStamp: "on" },
      { azureDiskEncryption: "encrypted", mechanism: "azure-disk-encryption", exposed2028: "yes" },
    ],
    [
      "Linux at work",
      { ...linux, extensions: [aLinuxExtension({ os: "EncryptionInProgress" })] },
      { adeStamp: "on" },
      { azureDiskEncryption: "in-progress", mechanism: "platform-key", exposed2028: "yes" },
    ],
    [
      "Linux that failed",
      {
        ...linux,
        extensions: [aLinuxExtension({ os: "NotEncrypted" }, { statusCode: "ProvisioningState/failed/19" })],
      },
      { adeStamp: "on" },
      { azureDiskEncryption: "stale", mechanism: "platform-key", exposed2028: "unknown" },
    ],
    [
      "a stamp that was switched off",
      {},
      { adeStamp: "off" },
      {
        azureDiskEncryption: "once",
        mechanism: "platform-key",
        exposed2028: "no",
        eligibleHost: "closed",
        eligibleCustomerKey: "closed",
      },
    ],
    [
      "a stamp on Windows whose extension succeeded, by its resource alone",
      { hasAdeExtension: true, adeExtension: { provisioningState: "Succeeded" } },
      { adeStamp: "on" },
      { azureDiskEncryption: "asked-for", mechanism: "azure-disk-encryption", exposed2028: "yes" },
    ],
    [
      "a stamp on Windows whose extension failed, by its resource alone",
      { hasAdeExtension: true, adeExtension: { provisioningState: "Failed" } },
      { adeStamp: "on" },
      { azureDiskEncryption: "asked-for", mechanism: "unknown", exposed2028: "unknown" },
    ],
    [
      "a stamp on Linux whose extension succeeded, which it says long before the disks are encrypted",
      { ...linux, hasAdeExtension: true, adeExtension: { provisioningState: "Succeeded" } },
      { adeStamp: "on" },
      { azureDiskEncryption: "asked-for", mechanism: "unknown", exposed2028: "yes" },
    ],
    [
      "a stamp with an extension of which nothing was read",
      { hasAdeExtension: true },
      { adeStamp: "on" },
      { azureDiskEncryption: "asked-for", mechanism: "unknown", exposed2028: "unknown" },
    ],
    [
      "a stamp where it was not told whether there is an extension",
      { hasAdeExtension: undefined },
      { adeStamp: "on" },
      { azureDiskEncryption: "asked-for", mechanism: "unknown", exposed2028: "unknown" },
    ],
    [
      "a stamp that was switched off on Windows, by an extension that succeeded",
      { hasAdeExtension: true, adeExtension: { provisioningState: "Succeeded" } },
      { adeStamp: "off" },
      { azureDiskEncryption: "once", mechanism: "platform-key", exposed2028: "no" },
    ],
    [
      "a stamp that was switched off, with an extension that was not read",
      { hasAdeExtension: true },
      { adeStamp: "off" },
      { azureDiskEncryption: "once", exposed2028: "unknown" },
    ],
    [
      "a stamp that was not told",
      {},
      { adeStamp: undefined },
      {
        azureDiskEncryption: "unknown",
        mechanism: "unknown",
        exposed2028: "unknown",
        eligibleHost: "unknown",
        eligibleCustomerKey: "unknown",
      },
    ],
    [
      "confidential encryption",
      { securityType: "ConfidentialVM" },
      { securityType: "ConfidentialVM_DiskEncryptedWithPlatformKey" },
      {
        serverSide: "confidential",
        mechanism: "confidential",
        recommended: "confidential",
        eligibleCustomerKey: "closed",
      },
    ],
    [
      "a confidential VM whose guest state alone is encrypted so",
      { securityType: "ConfidentialVM" },
      { securityType: "ConfidentialVM_VMGuestStateOnlyEncryptedWithPlatformKey" },
      { serverSide: "platform-key", mechanism: "platform-key", eligibleCustomerKey: "unknown" },
    ],
    [
      "an OS disk of which nobody told whether it is confidential",
      { securityType: undefined },
      { securityType: undefined },
      { serverSide: "unknown", mechanism: "unknown" },
    ],
    [
      "a VM of which encryption at host was not told",
      { encryptionAtHost: undefined },
      {},
      { encryptionAtHost: "unknown", mechanism: "unknown", eligibleHost: "unknown", eligibleAde: "closed" },
    ],
    [
      "a size without encryption at host",
      { vmSize: "Standard_D2_v3", hyperVGeneration: "V1" },
      { hyperVGeneration: "V1" },
      { eligibleHost: "closed", eligibleAde: "unknown", recommended: "platform-key" },
    ],
    [
      "a size that nobody looked up",
      { vmSize: "Standard_D2s_v99" },
      {},
      { sizeFamily: "Dsv99", eligibleHost: "unknown", recommended: "unknown" },
    ],
    [
      "an ultra disk, of which the sector size is not in an inventory",
      {},
      { sku: "UltraSSD_LRS" },
      { eligibleHost: "unknown" },
    ],
    [
      "an extension that stamped no disk",
      { hasAdeExtension: true },
      {},
      {
        azureDiskEncryption: "none",
        eligibleHost: "unknown",
        eligibleCustomerKey: "unknown",
        recommended: "unknown",
      },
    ],
    [
      "a deallocated VM",
      { powerState: "deallocated", hyperVGeneration: "V1" },
      { diskState: "Reserved", hyperVGeneration: "V1" },
      { eligibleAde: "closed", eligibleHost: "open", eligibleCustomerKey: "open" },
    ],
    [
      "a VM of which it was not told whether it runs",
      { powerState: undefined, hyperVGeneration: "V1" },
      { hyperVGeneration: "V1" },
      { eligibleAde: "unknown", eligibleHost: "open", eligibleCustomerKey: "open" },
    ],
  ];
  for (const [what, vm, disk, expected] of mechanisms) {
    it(`judges ${what}`, () => {
      const row = firstDisk(fleetOf(vm, disk));
      const seen = Object.fromEntries(Object.entries(row).filter(([name]) => name in expected));
      assert.deepEqual(seen, expected);
    });
  }

  it("does not take a data disk for confidential where its security type was not told", () => {
    const disks = [anAttachedDisk("vm-web-01-os"), anAttachedDisk("data", { role: "data" })];
    const vm = anInventoriedVirtualMachine({ disks, securityType: undefined });
    const data = anInventoriedDisk({
      name: "data",
      managedBy: vm.id,
      diskState: "Attached",
      securityType: undefined,
    });
    assert.equal(
      coverageOf(anInventory({ virtualMachines: [vm], disks: [data] })).disks[1]?.mechanism,
      "platform-key",
    );
  });

  it("counts the size's own encryption of an ephemeral OS disk", () => {
    const disks = [anAttachedDisk("vm-web-01-os", { ephemeral: true })];
    const of = (vmSize: string): DiskCoverage => firstDisk(fleetOf({ disks, vmSize }));
    assert.equal(of("Standard_D2ds_v5").mechanism, "local-encryption");
    assert.equal(of("Standard_D2s_v3").mechanism, "none");
    assert.equal(of("Standard_D2s_v99").mechanism, "unknown");
    assert.equal(of("Standard_D2ds_v5").eligibleHost, "closed");
  });

  it("knows an unmanaged disk by its VM, and a disk of which neither is said as not known", () => {
    const vhd = anAttachedDisk("os", { managedDiskId: undefined, vhdUri: "https://a/vhds/os.vhd" });
    const unclear = anAttachedDisk("data", { role: "data", managedDiskId: undefined });
    const vm = anInventoriedVirtualMachine({ disks: [vhd, unclear] });
    const [os, data] = coverageOf(anInventory({ virtualMachines: [vm] })).disks;
    assert.deepEqual(
      [
        os?.diskId,
        os?.managed,
        os?.mechanism,
        os?.eligibleHost,
        os?.eligibleCustomerKey,
        os?.controls["managed-disks"],
      ],
      [null, "no", "none", "closed", "closed", "non-compliant"],
    );
    assert.deepEqual(
      [data?.managed, data?.mechanism, data?.eligibleCustomerKey],
      ["unknown", "unknown", "unknown"],
    );
  });

  it("knows a disk that is in no list of disks by its VM: by the type of its set, where that was read", () => {
    const disks = [anAttachedDisk("vm-web-01-os", { diskEncryptionSetId: SET })];
    const inventory = anInventory({
      virtualMachines: [anInventoriedVirtualMachine({ disks, encryptionAtHost: false })],
    });
    assert.equal(firstDisk(inventory).serverSide, "unknown");
    const sets = [
      anInventoriedDiskEncryptionSet({ encryptionType: "EncryptionAtRestWithPlatformAndCustomerKeys" }),
    ];
    const row = firstDisk({ ...inventory, diskEncryptionSets: sets });
    assert.deepEqual(
      [row.serverSide, row.mechanism],
      ["platform-and-customer-key", "platform-and-customer-key"],
    );
    assert.deepEqual([row.diskState, row.diskSizeGB], ["unknown", null]);
  });

  it("of a shared disk says encryption at host only where all of its VMs have it", () => {
    const [one, two] = ["vm-1", "vm-2"].map((name, index) =>
      anInventoriedVirtualMachine({
        name,
        encryptionAtHost: index === 0,
        disks: [anAttachedDisk(`${name}-os`), anAttachedDisk("shared", { role: "data" })],
      }),
    );
    assert.ok(one && two);
    const shared = anInventoriedDisk({
      name: "shared",
      maxShares: 2,
      managedBy: one.id,
      diskState: "Attached",
    });
    const coverage = coverageOf(
      anInventory({ virtualMachines: [one, two], disks: [anOsDiskOf(one), anOsDiskOf(two), shared] }),
    );
    const rows = coverage.disks.filter(({ diskName }) => diskName === "shared");
    assert.deepEqual(
      rows.map(({ vmName, encryptionAtHost, mechanism }) => [vmName, encryptionAtHost, mechanism]),
      [["vm-1", "no", "platform-key"]],
    );
    assert.deepEqual(
      coverage.virtualMachines.map(({ diskCount, mechanism }) => [diskCount, mechanism]),
      [
        [2, "platform-key"],
        [2, "platform-key"],
      ],
    );
  });

  it("of a VM that is not in the inventory leaves open what only the VM tells", () => {
    const vm = anInventoriedVirtualMachine();
    const coverage = coverageOf(anInventory({ source: "files", disks: [anOsDiskOf(vm, withKey)] }));
    const [row] = coverage.disks;
    assert.deepEqual(coverage.virtualMachines, []);
    assert.deepEqual(
      [
        row?.vmName,
        row?.osType,
        row?.vmSize,
        row?.serverSide,
        row?.mechanism,
        row?.recommended,
        row?.eligibleHost,
      ],
      ["vm-web-01", "Windows", "unknown", "customer-key", "unknown", "unknown", "unknown"],
    );
  });

  it("closes guest and host to a disk that no VM holds, and judges its key", () => {
    const of = (changes: DiskChanges): DiskCoverage =>
      firstDisk(anInventory({ disks: [anInventoriedDisk(changes)] }));
    const plain = of({});
    assert.deepEqual(
      [
        plain.role,
        plain.mechanism,
        plain.eligibleAde,
        plain.eligibleHost,
        plain.eligibleCustomerKey,
        plain.recommended,
      ],
      ["unattached", "platform-key", "closed", "closed", "open", null],
    );
    assert.equal(of(withKey).eligibleCustomerKey, "in-use");
    assert.equal(of({ adeStamp: "off" }).eligibleCustomerKey, "closed");
    assert.equal(of({ adeStamp: "on" }).mechanism, "azure-disk-encryption");
    assert.equal(of({ adeStamp: undefined }).eligibleCustomerKey, "unknown");
    assert.equal(of({ diskState: "ActiveSAS" }).eligibleCustomerKey, "unknown");
  });

  it("keeps a disk to its key where it has incremental snapshots, and leaves it open where they were not read", () => {
    const inventory = fleetOf();
    const sourceDiskId = inventory.disks[0]?.id.toUpperCase();
    const eligible = (changes: Partial<Inventory>): string =>
      firstDisk({ ...inventory, ...changes }).eligibleCustomerKey;
    const withSnapshot = (changes: Parameters<typeof anInventoriedSnapshot>[0]): string =>
      eligible({ snapshots: [anInventoriedSnapshot({ sourceDiskId, ...changes })] });
    assert.equal(withSnapshot({ incremental: true }), "closed");
    assert.equal(withSnapshot({ incremental: false }), "open");
    assert.equal(withSnapshot({ incremental: false, sourceDiskId: undefined }), "open");
    assert.equal(withSnapshot({ incremental: undefined }), "unknown");
    assert.equal(withSnapshot({ incremental: true, sourceDiskId: undefined }), "unknown");
    assert.equal(eligible({ gaps: [aGap({ kind: "snapshots" })] }), "unknown");
    assert.equal(eligible({ source: "files" }), "unknown");
  });

  it("takes no disk with a customer's key on a VM with Azure Disk Encryption on another disk", () => {
    const vm = anInventoriedVirtualMachine({
      disks: [anAttachedDisk("vm-web-01-os"), anAttachedDisk("data", { role: "data" })],
    });
    const data = anInventoriedDisk({ name: "data", managedBy: vm.id, diskState: "Attached" });
    const rows = (adeStamp: "on" | "off"): readonly DiskCoverage[] =>
      coverageOf(anInventory({ virtualMachines: [vm], disks: [anOsDiskOf(vm, { adeStamp }), data] })).disks;
    assert.deepEqual(
      rows("on").map(({ eligibleCustomerKey }) => eligibleCustomerKey),
      ["closed", "closed"],
    );
    assert.deepEqual(
      rows("off").map(({ eligibleCustomerKey }) => eligibleCustomerKey),
      ["closed", "open"],
    );
  });
});

describe("The row of a temporary disk", () => {
  const temporary = (vm: VirtualMachineChanges, disk: DiskChanges = {}): DiskCoverage | undefined =>
    coverageOf(fleetOf(vm, disk)).disks.find(({ role }) => role === "temporary");

  it("is there where the size has one, with its size, and as no resource", () => {
    const row = temporary({ vmSize: "Standard_D2ds_v5" });
    assert.deepEqual(
      [
        row?.diskId,
        row?.diskSizeGB,
        row?.managed,
        row?.mechanism,
        row?.eligibleCustomerKey,
        row?.eligibleHost,
      ],
      [null, 75, "no", "local-encryption", "closed", "open"],
    );
    assert.equal(temporary({ vmSize: "Standard_D2s_v5" }), undefined);
  });

  it("is not encrypted before version 5, but by the host", () => {
    assert.equal(temporary({ vmSize: "Standard_D2s_v3" })?.mechanism, "none");
    assert.equal(
      temporary({ vmSize: "Standard_D2s_v3", encryptionAtHost: true })?.mechanism,
      "encryption-at-host",
    );
  });

  const extension = (volumeType: string): VirtualMachineChanges => ({
    vmSize: "Standard_D2s_v3",
    extensions: [
      anExtension({ settings: { EncryptionOperation: "EnableEncryption", VolumeType: volumeType } }),
    ],
  });
  it("is asked for on Windows with the others where All was, and is never exposed", () => {
    const row = temporary(extension("All"), { adeStamp: "on" });
    assert.deepEqual(
      [row?.azureDiskEncryption, row?.mechanism, row?.exposed2028],
      ["asked-for", "azure-disk-encryption", "no"],
    );
    assert.equal(temporary(extension("OS"), { adeStamp: "on" })?.mechanism, "none");
  });

  it("is not known where the disks are stamped and the extension's settings were not read", () => {
    const row = temporary({ vmSize: "Standard_D2s_v3", hasAdeExtension: true }, { adeStamp: "on" });
    assert.deepEqual([row?.azureDiskEncryption, row?.mechanism], ["unknown", "unknown"]);
  });

  it("is asked for on Linux where the data disks were formatted, and not otherwise", () => {
    const of = (operation: string): string | undefined =>
      temporary(
        {
          ...linux,
          vmSize: "Standard_D2s_v3",
          extensions: [
            aLinuxExtension(
              { os: "Encrypted" },
              { settings: { EncryptionOperation: operation, VolumeType: "All" } },
            ),
          ],
        },
        { adeStamp: "on" },
      )?.azureDiskEncryption;
    assert.equal(of("EnableEncryptionFormatAll"), "asked-for");
    assert.equal(of("EnableEncryption"), "none");
  });

  it("has no row where the size is not known, which is said", () => {
    const inventory = fleetOf({ vmSize: "Standard_D2s_v99" });
    assert.deepEqual(rolesOf(inventory), ["os"]);
    assert.match(
      coverageOf(inventory).remarks.join(),
      /VM size Standard_D2s_v99 is not in data\/vm-sizes\.json/,
    );
    const sizes = [aSize({ name: "Standard_D2s_v99", temporaryDiskInMB: 1024 })];
    const told = coverageOf(inventory, { sizes });
    assert.deepEqual(
      told.disks.map(({ role }) => role),
      ["os", "temporary"],
    );
    assert.doesNotMatch(told.remarks.join(), /vm-sizes/);
  });
});

describe("The row of a VM", () => {
  it("counts for its weakest disk, and fails what an inventory shows to fail", () => {
    const vm = anInventoriedVirtualMachine({
      vmSize: "Standard_A2_v2",
      hyperVGeneration: "V1",
      powerState: "deallocated",
      encryptionAtHost: false,
      disks: [anAttachedDisk("vm-web-01-os"), anAttachedDisk("data", { role: "data" })],
      tags: { env: "prod" },
    });
    const data = anInventoriedDisk({ name: "data", managedBy: vm.id, diskState: "Reserved" });
    const os = anOsDiskOf(vm, { ...withKey, diskState: "Reserved" });
    const row = firstVirtualMachine(anInventory({ virtualMachines: [vm], disks: [os, data] }));
    assert.deepEqual(
      [row.mechanism, row.diskCount, row.powerState, row.sizeFamily, row.tags],
      ["platform-key", 2, "deallocated", "Av2", { env: "prod" }],
    );
    assert.deepEqual(row.failedRequirements, ["vm-size", "vm-agent", "customer-managed-key"]);
    assert.equal(row.controls["defender-state"], "unknown");
  });

  it("fails nothing that was not told", () => {
    const vm = anInventoriedVirtualMachine({
      vmSize: undefined,
      osType: undefined,
      hyperVGeneration: undefined,
      powerState: undefined,
      encryptionAtHost: undefined,
      securityType: undefined,
      imageReference: undefined,
      diskControllerType: undefined,
      disks: undefined,
      hasAdeExtension: undefined,
    });
    const row = firstVirtualMachine(anInventory({ virtualMachines: [vm] }));
    assert.deepEqual(row.failedRequirements, []);
    assert.deepEqual(
      [row.mechanism, row.recommended, row.exposed2028, row.osType, row.vmSize, row.diskCount],
      ["unknown", "unknown", "unknown", "unknown", "unknown", 0],
    );
    assert.deepEqual(new Set(Object.values(row.controls)), new Set(["unknown"]));
  });

  it("is exposed where one of its disks is", () => {
    assert.equal(firstVirtualMachine(fleetOf({}, { adeStamp: "on" })).exposed2028, "yes");
    assert.equal(firstVirtualMachine(fleetOf({}, { adeStamp: undefined })).exposed2028, "unknown");
    assert.equal(firstVirtualMachine(fleetOf()).exposed2028, "no");
  });
});

describe("The coverage of a fleet", () => {
  it("says that encryption at host counts as registered, until a VM shows that it is", () => {
    assert.match(
      coverageOf(fleetOf()).remarks.join(),
      /Subscription Contoso shows no VM with encryption at host/,
    );
    assert.deepEqual(coverageOf(fleetOf({ encryptionAtHost: true })).remarks, []);
  });

  it("never calls Azure Disk Encryption open: nobody asked the guest", () => {
    fc.assert(
      fc.property(arbitraryInventory, (inventory) => {
        for (const { eligibleAde } of coverageOf(inventory).disks) assert.notEqual(eligibleAde, "open");
      }),
      { numRuns: 30, seed: 20261124 },
    );
  });

  it("has each disk of the inventory in one row, each disk that a VM's model lists in one, and each VM in one", () => {
    fc.assert(
      fc.property(arbitraryInventory, (inventory) => {
        const { disks, virtualMachines, copies, gaps, subscriptions } = coverageOf(inventory);
        const lower = (id: string): string => id.toLowerCase();
        const listed = inventory.virtualMachines.flatMap(({ id }, index, all) =>
          all.findIndex((other) => lower(other.id) === lower(id)) === index ? (all[index]?.disks ?? []) : [],
        );
        const managed = new Set(
          [
            ...inventory.disks.map(({ id }) => id),
            ...listed.flatMap(({ managedDiskId }) => managedDiskId ?? []),
          ].map(lower),
        );
        const rows = disks.flatMap(({ diskId }) => (diskId === null ? [] : [lower(diskId)]));
        assert.deepEqual([...rows].sort(), [...managed].sort());
        assert.equal(
          disks.filter(({ diskId, role }) => diskId === null && role !== "temporary").length,
          listed.filter(({ managedDiskId }) => managedDiskId === undefined).length,
        );
        const machines = new Set(inventory.virtualMachines.map(({ id }) => lower(id)));
        assert.deepEqual(virtualMachines.map(({ vmId }) => lower(vmId)).sort(), [...machines].sort());
        const temporary = virtualMachines.filter(
          ({ vmSize }) => (knownSizes().get(lower(vmSize))?.temporaryDiskInMB ?? 0) > 0,
        );
        assert.deepEqual(
          disks.flatMap(({ role, vmId }) => (role === "temporary" ? [vmId] : [])).sort(),
          temporary.map(({ vmId }) => vmId).sort(),
        );
        const copied = new Set([...inventory.snapshots, ...inventory.images].map(({ id }) => lower(id)));
        assert.deepEqual(copies.map(({ id }) => lower(id)).sort(), [...copied].sort());
        assert.deepEqual([gaps, subscriptions], [inventory.gaps, inventory.subscriptions]);
      }),
      { numRuns: 60, seed: 20261124 },
    );
  });

  it("shares what is the same in many rows", () => {
    const machines = ["vm-1", "vm-2"].map((name) => anInventoriedVirtualMachine({ name }));
    const tags = { env: "prod" };
    const disks = machines.map((vm) => anOsDiskOf(vm, { tags }));
    const [one, two] = coverageOf(anInventory({ virtualMachines: machines, disks })).disks;
    assert.equal(one?.controls, two?.controls);
    assert.equal(one?.tags, tags);
    assert.notEqual(diskKey(one), two === undefined ? "" : diskKey(two));
  });

  it("says how many tags an inventory left out, and which: their values hold a secret", () => {
    const vm = anInventoriedVirtualMachine({ tagsLeftOut: ["kek", "sas"] });
    const disks = [anOsDiskOf(vm, { tagsLeftOut: ["kek"] })];
    assert.match(
      coverageOf(anInventory({ virtualMachines: [vm], disks })).remarks.join(),
      /3 tags \(kek, sas\) are left out: their values hold /,
    );
  });
});
