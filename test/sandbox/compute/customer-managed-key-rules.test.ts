import assert from "node:assert/strict";

import { ComputeManagementClient, type Disk } from "@azure/arm-compute";

import { credentialOf, emptyFleet, httpClientOf, owner, resourceGroupName, subscriptionId } from "../support";
import { aNetworkInterface, networkInterfaceId } from "../support-network";
import { aLinuxMachine, aWindowsMachine, minutes, windowsEncryption } from "../support-compute";
import {
  aGrant,
  aKeyVault,
  aSet,
  cmkVersion,
  computeId,
  encryptionBench,
  fleetWithSet,
  setId,
  type EncryptionBench,
} from "../support-disk-encryption-sets";

const customerKey = { type: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId: setId };
const platformKey = { type: "EncryptionAtRestWithPlatformKey" };
const anEmptyDisk: Disk = {
  location: "westeurope",
  sku: { name: "Premium_LRS" },
  creationData: { createOption: "Empty" },
  diskSizeGB: 10,
};
const otherSet = aSet({ id: computeId("diskEncryptionSets", "des-else"), name: "des-else" });
const otherKey = { ...customerKey, diskEncryptionSetId: otherSet.id };
const withBothSets = fleetWithSet({
  resources: [
    aSet(),
    {
      ...otherSet,
      identity: { type: "SystemAssigned", principalId: "99999999-0000-4000-8000-000000000001" },
    },
  ],
  roleAssignments: [...emptyFleet.roleAssignments, aGrant, { ...aGrant, principal: "des-else" }],
});

async function made(
  { compute, drive }: EncryptionBench,
  name: string,
  changes: Partial<Disk> = {},
): Promise<Disk> {
  return drive(compute.disks.createOrUpdate(resourceGroupName, name, { ...anEmptyDisk, ...changes }));
}

async function refusalOf(bench: EncryptionBench, changes: Partial<Disk>): Promise<string> {
  return bench.failure(async () =>
    bench.compute.disks.createOrUpdate(resourceGroupName, "d1", { ...anEmptyDisk, ...changes }).submitted(),
  );
}

describe("Server-side encryption of a disk with a customer-managed key", () => {
  it("answers its set with the resource group in upper case, once the disk is settled", async () => {
    const disk = await made(encryptionBench(), "d1", { encryption: customerKey });
    assert.equal(disk.encryption?.diskEncryptionSetId, setId.replace("rg-test", "RG-TEST"));
  });

  it("takes its type from the set where the request names none", async () => {
    const resources = [aSet({}, { encryptionType: "EncryptionAtRestWithPlatformAndCustomerKeys" })];
    const encryption = { diskEncryptionSetId: setId };
    const disk = await made(encryptionBench(fleetWithSet({ resources })), "d1", { encryption });
    assert.equal(disk.encryption?.type, "EncryptionAtRestWithPlatformAndCustomerKeys");
  });

  it("is not of another type than its set", async () => {
    const encryption = { ...customerKey, type: "EncryptionAtRestWithPlatformAndCustomerKeys" };
    assert.match(
      await refusalOf(encryptionBench(), { encryption }),
      /The type of the Disk Encryption Set in the request is EncryptionAtRestWithCustomerKey/,
    );
  });

  it("does not go with a set for confidential VMs", async () => {
    const resources = [aSet({}, { encryptionType: "ConfidentialVmEncryptedWithCustomerKey" })];
    assert.match(
      await refusalOf(encryptionBench(fleetWithSet({ resources })), { encryption: customerKey }),
      /in the request is ConfidentialVmEncryptedWithCustomerKey/,
    );
  });

  it("of a confidential VM's disk names its set in the security profile", async () => {
    const resources = [aSet({}, { encryptionType: "ConfidentialVmEncryptedWithCustomerKey" })];
    const securityProfile = {
      securityType: "ConfidentialVM_DiskEncryptedWithCustomerKey",
      secureVMDiskEncryptionSetId: setId,
    };
    const bench = encryptionBench(fleetWithSet({ resources }));
    const disk = await made(bench, "d1", { hyperVGeneration: "V2", securityProfile });
    assert.equal(disk.encryption?.type, "EncryptionAtRestWithPlatformKey");
    assert.equal(disk.securityProfile?.secureVMDiskEncryptionSetId, setId);
  });

  it("of a confidential VM's disk needs its set", async () => {
    const securityProfile = { securityType: "ConfidentialVM_DiskEncryptedWithCustomerKey" };
    assert.match(
      await refusalOf(encryptionBench(), { hyperVGeneration: "V2", securityProfile }),
      /Required parameter 'securityProfile.secureVMDiskEncryptionSetId' is missing/,
    );
  });

  describe("of a confidential VM's disk", () => {
    const securityProfile = {
      securityType: "ConfidentialVM_DiskEncryptedWithCustomerKey",
      secureVMDiskEncryptionSetId: setId,
    };
    const otherSubscriptionId = "11111111-1111-4111-8111-000000000002";

    /** A sandbox with such a disk, made with a set of its kind; and a second subscription. */
    async function benchWithSource(): Promise<{
      bench: EncryptionBench;
      creationData: NonNullable<Disk["creationData"]>;
    }> {
      const [first, second] = withBothSets.resources ?? [];
      assert.ok(first !== undefined && second !== undefined);
      const encryptionType = "ConfidentialVmEncryptedWithCustomerKey";
      const confidential = { ...first, properties: { ...first.properties, encryptionType } };
      const bench = encryptionBench({
        ...withBothSets,
        resources: [confidential, second],
        subscriptions: [
          ...emptyFleet.subscriptions,
          { subscriptionId: otherSubscriptionId, displayName: "Other" },
        ],
        resourceGroups: [
          ...emptyFleet.resourceGroups,
          { subscriptionId: otherSubscriptionId, name: resourceGroupName, location: "westeurope" },
        ],
        roleAssignments: [
          ...(withBothSets.roleAssignments ?? []),
          { principal: owner.name, role: "Owner", scope: `/subscriptions/${otherSubscriptionId}` },
        ],
      });
      const { id: sourceResourceId = "" } = await made(bench, "source", { securityProfile });
      return { bench, creationData: { createOption: "Copy", sourceResourceId } };
    }

    it("is copied with its own set", async () => {
      const { bench, creationData } = await benchWithSource();
      const copy = await made(bench, "copy", { creationData });
      assert.equal(copy.securityProfile?.secureVMDiskEncryptionSetId, setId);
    });

    for (const [what, changes] of [
      [
        "another set for confidential VMs",
        { securityProfile: { ...securityProfile, secureVMDiskEncryptionSetId: otherSet.id } },
      ],
      ["another set at rest", { encryption: otherKey }],
    ] as const) {
      it(`is not copied with ${what}`, async () => {
        const { bench, creationData } = await benchWithSource();
        assert.match(
          await refusalOf(bench, { creationData, ...changes }),
          /^Cannot create disk or snapshot by copying CVM disk from different disk encryption set .*des-test/,
        );
      });
    }

    it("is not copied into another subscription", async () => {
      const { bench, creationData } = await benchWithSource();
      const compute = new ComputeManagementClient(credentialOf(bench.sandbox), otherSubscriptionId, {
        httpClient: httpClientOf(bench.sandbox),
      });
      assert.match(
        await bench.failure(async () =>
          compute.disks.createOrUpdate(resourceGroupName, "d1", { ...anEmptyDisk, creationData }).submitted(),
        ),
        /^Cannot create disk or snapshot by copying CVM disk from different subscription/,
      );
    });
  });

  it("needs a set that is there", async () => {
    const encryption = { ...customerKey, diskEncryptionSetId: computeId("diskEncryptionSets", "nowhere") };
    assert.match(
      await refusalOf(encryptionBench(), { encryption }),
      /Disk encryption set \S+\/nowhere is not found/,
    );
  });

  it("needs a set at all", async () => {
    const encryption = { type: "EncryptionAtRestWithCustomerKey" };
    assert.match(
      await refusalOf(encryptionBench(), { encryption }),
      /Required parameter 'encryption.diskEncryptionSetId' is missing/,
    );
  });

  it("needs a set of the disk's region", async () => {
    assert.match(
      await refusalOf(encryptionBench(), { location: "northeurope", encryption: customerKey }),
      /'des-test' is in westeurope, 'd1' in northeurope/,
    );
  });

  it("needs a set of the disk's subscription", async () => {
    const id = setId.replace(subscriptionId, "88888888-8888-4888-8888-888888888888");
    const encryption = { ...customerKey, diskEncryptionSetId: id };
    assert.match(
      await refusalOf(encryptionBench(fleetWithSet({ resources: [aSet({ id })] })), { encryption }),
      /'des-test' is in another subscription than 'd1'/,
    );
  });

  for (const sku of ["UltraSSD_LRS", "PremiumV2_LRS"]) {
    it(`is not double on a disk of ${sku}`, async () => {
      const type = "EncryptionAtRestWithPlatformAndCustomerKeys";
      const bench = encryptionBench(fleetWithSet({ resources: [aSet({}, { encryptionType: type })] }));
      const encryption = { ...customerKey, type };
      assert.match(
        await refusalOf(bench, { sku: { name: sku }, encryption }),
        /which can't be encrypted twice/,
      );
    });

    it(`does not go by a user-assigned identity on a disk of ${sku}`, async () => {
      const userAssignedIdentities = { [computeId("x", "id")]: {} };
      const bench = encryptionBench(
        fleetWithSet({
          resources: [aSet({ identity: { type: "UserAssigned", userAssignedIdentities } })],
          roleAssignments: emptyFleet.roleAssignments,
        }),
      );
      await assert.rejects(
        async () =>
          bench.compute.disks
            .createOrUpdate(resourceGroupName, "d1", {
              ...anEmptyDisk,
              sku: { name: sku },
              encryption: customerKey,
            })
            .submitted(),
        {
          message: new RegExp(
            `DiskEncryptionSet des-test with UserAssigned identity type is not supported for disk d1 since it has '${sku}' SKU\\.`,
          ),
        },
      );
    });
  }

  it("is put on a disk that no VM holds, and taken off it again", async () => {
    const bench = encryptionBench();
    const { compute, drive } = bench;
    await made(bench, "d1");
    const on = await drive(compute.disks.update(resourceGroupName, "d1", { encryption: customerKey }));
    assert.equal(on.encryption?.type, "EncryptionAtRestWithCustomerKey");
    const off = await drive(compute.disks.update(resourceGroupName, "d1", { encryption: platformKey }));
    assert.equal(off.encryption?.type, "EncryptionAtRestWithPlatformKey");
    assert.equal(off.encryption.diskEncryptionSetId, undefined);
  });

  it("is not sent along with the platform key", async () => {
    const bench = encryptionBench();
    await made(bench, "d1", { encryption: customerKey });
    const encryption = { ...platformKey, diskEncryptionSetId: setId };
    assert.match(
      await bench.failure(async () =>
        bench.compute.disks.update(resourceGroupName, "d1", { encryption }).submitted(),
      ),
      /was sent with encryption by a platform key/,
    );
  });

  it("changes on a disk of a deallocated VM, and on none of a running VM", async () => {
    const bench = encryptionBench({ ...withBothSets, virtualMachines: [aLinuxMachine()] });
    const { compute, drive, failure } = bench;
    for (const encryption of [customerKey, otherKey]) {
      assert.match(
        await failure(async () =>
          compute.disks.update(resourceGroupName, "vm-linux_OsDisk", { encryption }).submitted(),
        ),
        /can't be changed while it is attached to a running VM/,
      );
    }
    await drive(compute.virtualMachines.powerOff(resourceGroupName, "vm-linux"));
    assert.match(
      await failure(async () =>
        compute.disks.update(resourceGroupName, "vm-linux_OsDisk", { encryption: customerKey }).submitted(),
      ),
      /attached to a running VM/,
    );
    await drive(compute.virtualMachines.deallocate(resourceGroupName, "vm-linux"));
    await drive(compute.disks.update(resourceGroupName, "vm-linux_OsDisk", { encryption: customerKey }));
    const disk = await drive(
      compute.disks.update(resourceGroupName, "vm-linux_OsDisk", { encryption: otherKey }),
    );
    assert.match(disk.encryption?.diskEncryptionSetId ?? "", /des-else$/);
    const machine = await compute.virtualMachines.get(resourceGroupName, "vm-linux");
    assert.match(machine.storageProfile?.osDisk?.managedDisk?.diskEncryptionSet?.id ?? "", /des-else$/);
    await drive(compute.virtualMachines.start(resourceGroupName, "vm-linux"));
  });

  it("goes from the VM's model with the disk's own", async () => {
    const machine = aLinuxMachine({
      osDisk: { name: "os", diskSizeGB: 30, sku: "Premium_LRS", diskEncryptionSetId: setId },
      powerState: "deallocated",
    });
    const { compute, drive } = encryptionBench(fleetWithSet({ virtualMachines: [machine] }));
    const before = await compute.virtualMachines.get(resourceGroupName, "vm-linux");
    assert.equal(before.storageProfile?.osDisk?.managedDisk?.diskEncryptionSet?.id, setId);
    await drive(compute.disks.update(resourceGroupName, "os", { encryption: platformKey }));
    const after = await compute.virtualMachines.get(resourceGroupName, "vm-linux");
    assert.equal(after.storageProfile?.osDisk?.managedDisk?.diskEncryptionSet, undefined);
  });

  it("does not come after Azure Disk Encryption, not even on a copy", async () => {
    const bench = encryptionBench(fleetWithSet({ virtualMachines: [aWindowsMachine()] }));
    const { compute, drive, sandbox } = bench;
    await drive(
      compute.virtualMachineExtensions.createOrUpdate(
        resourceGroupName,
        "vm-windows",
        "AzureDiskEncryption",
        windowsEncryption(),
      ),
    );
    sandbox.clock.advance(minutes(60));
    await drive(compute.virtualMachines.deallocate(resourceGroupName, "vm-windows"));
    const creationData = { createOption: "Copy", sourceResourceId: computeId("disks", "vm-windows_OsDisk") };
    await assert.rejects(
      async () =>
        compute.disks
          .createOrUpdate(resourceGroupName, "copy", {
            location: "westeurope",
            creationData,
            encryption: customerKey,
          })
          .submitted(),
      { statusCode: 409, message: /Disk 'copy' was previously encrypted with Azure Disk Encryption/ },
    );
  });
});

describe("A copy of a disk with a customer-managed key", () => {
  const copyOfD1 = { createOption: "Copy", sourceResourceId: computeId("disks", "d1") };

  it("is encrypted with the same set, unless the request says otherwise", async () => {
    const bench = encryptionBench(withBothSets);
    const { compute, drive } = bench;
    await made(bench, "d1", { encryption: customerKey });
    const disk = await made(bench, "copy", { creationData: copyOfD1 });
    assert.match(disk.encryption?.diskEncryptionSetId ?? "", /des-test$/);
    const snapshot = { location: "westeurope", creationData: copyOfD1 };
    const same = await drive(compute.snapshots.createOrUpdate(resourceGroupName, "s1", snapshot));
    assert.match(same.encryption?.diskEncryptionSetId ?? "", /des-test$/);
    const other = await drive(
      compute.snapshots.createOrUpdate(resourceGroupName, "s2", { ...snapshot, encryption: otherKey }),
    );
    assert.match(other.encryption?.diskEncryptionSetId ?? "", /des-else$/);
    const plain = await drive(
      compute.snapshots.createOrUpdate(resourceGroupName, "s3", { ...snapshot, encryption: platformKey }),
    );
    assert.equal(plain.encryption?.type, "EncryptionAtRestWithPlatformKey");
  });

  it("is encrypted with no other set where it is an incremental snapshot", async () => {
    const bench = encryptionBench(withBothSets);
    await made(bench, "d1", { encryption: customerKey });
    const snapshot = { location: "westeurope", creationData: copyOfD1, incremental: true };
    for (const encryption of [otherKey, platformKey]) {
      assert.match(
        await bench.failure(async () =>
          bench.compute.snapshots
            .createOrUpdate(resourceGroupName, "s1", { ...snapshot, encryption })
            .submitted(),
        ),
        /must be encrypted with the same disk encryption set/,
      );
    }
  });

  it("keeps its disk's encryption as it is where it is an incremental snapshot", async () => {
    const bench = encryptionBench(withBothSets);
    const { compute, drive, failure } = bench;
    await made(bench, "d1", { encryption: customerKey });
    const snapshot = { location: "westeurope", creationData: copyOfD1, incremental: true };
    const first = await drive(compute.snapshots.createOrUpdate(resourceGroupName, "s1", snapshot));
    const second = await drive(compute.snapshots.createOrUpdate(resourceGroupName, "s2", snapshot));
    assert.equal(first.incrementalSnapshotFamilyId, second.incrementalSnapshotFamilyId);
    for (const encryption of [platformKey, otherKey]) {
      assert.match(
        await failure(async () => compute.disks.update(resourceGroupName, "d1", { encryption }).submitted()),
        /Cannot update encryption properties for disk because it already has \(sandbox\) incremental snapshots/,
      );
      assert.match(
        await failure(async () =>
          compute.snapshots.update(resourceGroupName, "s1", { encryption }).submitted(),
        ),
        /must be encrypted with the same disk encryption set/,
      );
    }
    await drive(compute.snapshots.delete(resourceGroupName, "s1"));
    await drive(compute.snapshots.delete(resourceGroupName, "s2"));
    await drive(compute.disks.update(resourceGroupName, "d1", { encryption: platformKey }));
  });

  it("keeps the set of a Premium SSD v2 disk, in a snapshot of any kind", async () => {
    const bench = encryptionBench(withBothSets);
    await made(bench, "d1", { sku: { name: "PremiumV2_LRS" }, encryption: customerKey });
    assert.match(
      await bench.failure(async () =>
        bench.compute.snapshots
          .createOrUpdate(resourceGroupName, "s1", {
            location: "westeurope",
            creationData: copyOfD1,
            encryption: otherKey,
          })
          .submitted(),
      ),
      /must be encrypted with the disk encryption set of its disk 'd1'/,
    );
  });

  it("can be a full snapshot, which goes under another key by itself", async () => {
    const bench = encryptionBench();
    await made(bench, "d1");
    const { compute, drive } = bench;
    await drive(
      compute.snapshots.createOrUpdate(resourceGroupName, "s1", {
        location: "westeurope",
        creationData: copyOfD1,
      }),
    );
    const snapshot = await drive(
      compute.snapshots.update(resourceGroupName, "s1", { encryption: customerKey }),
    );
    assert.equal(snapshot.encryption?.type, "EncryptionAtRestWithCustomerKey");
  });
});

describe("A data disk with a customer-managed key", () => {
  it("that a running VM is given needs its key in that moment", async () => {
    const bench = encryptionBench(fleetWithSet({ virtualMachines: [aLinuxMachine({ dataDisks: [] })] }));
    const { compute, drive, failure, keys } = bench;
    await made(bench, "d1", { encryption: customerKey });
    await keys.updateKeyProperties("cmk", cmkVersion, { enabled: false });
    const storageProfile = {
      dataDisks: [{ lun: 0, createOption: "Attach", managedDisk: { id: computeId("disks", "d1") } }],
    };
    assert.match(
      await failure(() =>
        drive(compute.virtualMachines.update(resourceGroupName, "vm-linux", { storageProfile })),
      ),
      /KeyVaultKeyNotEnabled/,
    );
  });
});

describe("The disks of a new VM with a customer-managed key", () => {
  const machine = {
    location: "westeurope",
    hardwareProfile: { vmSize: "Standard_D2s_v5" },
    osProfile: { computerName: "vm1", adminUsername: "someone", adminPassword: "Aa1!aaaaaaaa" },
    networkProfile: { networkInterfaces: [{ id: networkInterfaceId("nic") }] },
    storageProfile: {
      imageReference: {
        publisher: "Canonical",
        offer: "0001-com-ubuntu-server-jammy",
        sku: "22_04-lts-gen2",
        version: "latest",
      },
      osDisk: {
        createOption: "FromImage",
        managedDisk: { storageAccountType: "Premium_LRS", diskEncryptionSet: { id: setId } },
      },
      dataDisks: [
        {
          lun: 0,
          createOption: "Empty",
          diskSizeGB: 16,
          managedDisk: { storageAccountType: "Premium_LRS", diskEncryptionSet: { id: setId } },
        },
      ],
    },
  };

  it("are made with their sets' type", async () => {
    const resources = [aSet({}, { encryptionType: "EncryptionAtRestWithPlatformAndCustomerKeys" })];
    const { compute, drive } = encryptionBench(
      fleetWithSet({ resources: [...resources, aNetworkInterface("nic")] }),
    );
    await drive(compute.virtualMachines.createOrUpdate(resourceGroupName, "vm1", machine));
    const types: (string | undefined)[] = [];
    for await (const disk of compute.disks.list()) types.push(disk.encryption?.type);
    assert.deepEqual(types, [
      "EncryptionAtRestWithPlatformAndCustomerKeys",
      "EncryptionAtRestWithPlatformAndCustomerKeys",
    ]);
  });

  it("are refused at once where the set can't be theirs, and in the end where it does not reach its key", async () => {
    const elsewhere = encryptionBench(
      fleetWithSet({ resources: [aSet({ location: "northeurope" }), aNetworkInterface("nic")] }),
    );
    assert.match(
      await elsewhere.failure(async () =>
        elsewhere.compute.virtualMachines.createOrUpdate(resourceGroupName, "vm1", machine).submitted(),
      ),
      /'des-test' is in northeurope/,
    );
    const { compute, drive, failure } = encryptionBench(
      fleetWithSet({
        resources: [aSet(), aNetworkInterface("nic")],
        roleAssignments: emptyFleet.roleAssignments,
      }),
    );
    assert.match(
      await failure(() => drive(compute.virtualMachines.createOrUpdate(resourceGroupName, "vm1", machine))),
      /KeyVaultAccessForbidden.*to disk encryption set 'des-test'/s,
    );
    assert.equal((await compute.virtualMachines.get(resourceGroupName, "vm1")).provisioningState, "Failed");
  });

  it("are not made with a key whose vault has no purge protection", async () => {
    const { compute, drive, failure } = encryptionBench(
      fleetWithSet({
        vaults: [aKeyVault({ enablePurgeProtection: false })],
        resources: [aSet(), aNetworkInterface("nic")],
      }),
    );
    assert.match(
      await failure(() => drive(compute.virtualMachines.createOrUpdate(resourceGroupName, "vm1", machine))),
      /KeyVaultNotPurgeProtectionEnabled/,
    );
  });
});
