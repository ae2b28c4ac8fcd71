import assert from "node:assert/strict";

import type { Disk } from "@azure/arm-compute";

import { resourceGroupName, subscriptionId } from "../support";
import { aLinuxMachine, aWindowsMachine, computeBench, minutes, windowsEncryption } from "../support-compute";

const aDisk: Disk = {
  location: "westeurope",
  sku: { name: "Premium_LRS" },
  creationData: { createOption: "Empty" },
  diskSizeGB: 10,
};
const diskEncryptionSetId = `/subscriptions/${subscriptionId}/resourceGroups/rg-test/providers/Microsoft.Compute/diskEncryptionSets/set`;

describe("A managed disk", () => {
  it("is made in an operation whose status carries the whole resource", async () => {
    const { compute, drive, seen } = computeBench();
    const disk = await drive(compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk));
    assert.equal(disk.provisioningState, "Succeeded");
    assert.equal(disk.diskState, "Unattached");
    assert.equal(disk.diskSizeBytes, 10 * 1024 ** 3);
    assert.equal(disk.encryption?.type, "EncryptionAtRestWithPlatformKey");
    assert.equal(disk.tier, "P3");
    assert.ok(seen.some((line) => line.includes("/DiskOperations/")));
  });

  it("has sectors of 4096 bytes where it is an empty ultra disk and no other size was asked for", async () => {
    const { compute, drive } = computeBench();
    const sizeOf = async (name: string, disk: Partial<Disk>): Promise<number | undefined> => {
      await drive(compute.disks.createOrUpdate(resourceGroupName, name, { ...aDisk, ...disk }));
      return (await compute.disks.get(resourceGroupName, name)).creationData?.logicalSectorSize;
    };
    const sku = { name: "UltraSSD_LRS" } as const;
    assert.equal(await sizeOf("ultra", { sku }), 4096);
    const creationData = { createOption: "Empty", logicalSectorSize: 512 } as const;
    assert.equal(await sizeOf("asked", { sku, creationData }), 512);
    assert.equal(await sizeOf("premium", {}), undefined);
  });

  it("is changed by PATCH, and the client reads it where location points", async () => {
    const { compute, drive } = computeBench();
    await drive(compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk));
    const disk = await drive(
      compute.disks.update(resourceGroupName, "d1", { diskSizeGB: 64, tags: { a: "1" } }),
    );
    assert.equal(disk.diskSizeGB, 64);
    assert.deepEqual(disk.tags, { a: "1" });
    assert.equal((await compute.disks.get(resourceGroupName, "d1")).tier, "P6");
  });

  it("can't be deleted while a VM holds it", async () => {
    const { compute, drive, failure } = computeBench({ virtualMachines: [aLinuxMachine()] });
    const { name = "" } = await drive(compute.disks.createOrUpdate(resourceGroupName, "d1", aDisk));
    await drive(compute.disks.delete(resourceGroupName, name));
    assert.match(
      await failure(async () => compute.disks.delete(resourceGroupName, "vm-linux_OsDisk").submitted()),
      /Disk vm-linux_OsDisk is attached to VM/,
    );
  });

  it("can't go under a customer-managed key once Azure Disk Encryption was on it", async () => {
    const { compute, drive, failure, sandbox } = computeBench({ virtualMachines: [aWindowsMachine()] });
    await drive(
      compute.virtualMachineExtensions.createOrUpdate(
        resourceGroupName,
        "vm-windows",
        "AzureDiskEncryption",
        windowsEncryption(),
      ),
    );
    sandbox.clock.advance(minutes(40));
    await drive(compute.virtualMachines.deallocate(resourceGroupName, "vm-windows"));
    const encryption = { type: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId };
    assert.match(
      await failure(async () =>
        compute.disks.update(resourceGroupName, "vm-windows_OsDisk", { encryption }).submitted(),
      ),
      /was previously encrypted with Azure Disk Encryption/,
    );
  });

  it("is listed by group and by subscription", async () => {
    const { compute } = computeBench({ virtualMachines: [aLinuxMachine()] });
    const names: (string | undefined)[] = [];
    for await (const disk of compute.disks.listByResourceGroup(resourceGroupName)) names.push(disk.name);
    for await (const disk of compute.disks.list()) names.push(disk.name);
    assert.deepEqual(names, ["vm-linux_OsDisk", "vm-linux_Data", "vm-linux_OsDisk", "vm-linux_Data"]);
  });
});

describe("A snapshot", () => {
  it("is encrypted with the platform's key by itself", async () => {
    const { compute, drive } = computeBench({ virtualMachines: [aLinuxMachine()] });
    const { id = "" } = await compute.disks.get(resourceGroupName, "vm-linux_Data");
    const snapshot = await drive(
      compute.snapshots.createOrUpdate(resourceGroupName, "s1", {
        location: "westeurope",
        creationData: { createOption: "Copy", sourceResourceId: id },
      }),
    );
    assert.equal(snapshot.encryption?.type, "EncryptionAtRestWithPlatformKey");
    assert.equal(snapshot.encryption.diskEncryptionSetId, undefined);
  });

  it("copies a disk, the stamp of Azure Disk Encryption included", async () => {
    const { compute, drive } = computeBench({ virtualMachines: [aWindowsMachine()] });
    await drive(
      compute.virtualMachineExtensions.createOrUpdate(
        resourceGroupName,
        "vm-windows",
        "AzureDiskEncryption",
        windowsEncryption(),
      ),
    );
    const { id = "" } = await compute.disks.get(resourceGroupName, "vm-windows_OsDisk");
    const creationData = { createOption: "Copy", sourceResourceId: id };
    const snapshot = await drive(
      compute.snapshots.createOrUpdate(resourceGroupName, "s1", {
        location: "westeurope",
        creationData,
        incremental: true,
      }),
    );
    assert.equal(snapshot.provisioningState, "Succeeded");
    assert.equal(snapshot.diskSizeGB, 127);
    assert.equal(snapshot.osType, "Windows");
    assert.equal(snapshot.encryptionSettingsCollection?.enabled, true);
    assert.ok(snapshot.incrementalSnapshotFamilyId);
    await drive(compute.snapshots.update(resourceGroupName, "s1", { tags: { keep: "yes" } }));
    const names: (string | undefined)[] = [];
    for await (const found of compute.snapshots.list()) names.push(found.tags?.["keep"]);
    assert.deepEqual(names, ["yes"]);
    await drive(compute.snapshots.delete(resourceGroupName, "s1"));
  });

  it("of a disk that is not there is refused", async () => {
    const { compute, failure } = computeBench();
    const creationData = { createOption: "Copy", sourceResourceId: "/subscriptions/x/nothing" };
    assert.match(
      await failure(async () =>
        compute.snapshots
          .createOrUpdate(resourceGroupName, "s1", { location: "westeurope", creationData })
          .submitted(),
      ),
      /Source resource \S+ is not found/,
    );
  });
});

describe("The list of sizes", () => {
  it("is filtered by region and answers capabilities as texts", async () => {
    const { compute } = computeBench();
    const sizes = new Map<string | undefined, readonly (string | undefined)[]>();
    for await (const sku of compute.resourceSkus.list({ filter: "location eq 'westeurope'" })) {
      sizes.set(sku.name, sku.capabilities?.map(({ value }) => value) ?? []);
    }
    assert.ok(sizes.get("Standard_D2s_v5")?.includes("V1,V2"));
    const elsewhere: unknown[] = [];
    for await (const sku of compute.resourceSkus.list({ filter: "location eq 'antarctica'" }))
      elsewhere.push(sku);
    assert.equal(elsewhere.length, 0);
  });
});
