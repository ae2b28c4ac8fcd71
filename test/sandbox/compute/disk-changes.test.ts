import assert from "node:assert/strict";

import type { Disk, DiskUpdate, Snapshot, VirtualMachineUpdate } from "@azure/arm-compute";

import { resourceGroupName, subscriptionId } from "../support";
import { aLinuxMachine, computeBench, type ComputeBench } from "../support-compute";

const osDisk = "vm-linux_OsDisk";
const dataDisk = "vm-linux_Data";
const diskId = (name: string): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/Microsoft.Compute/disks/${name}`;

const bench = (powerState: "running" | "stopped" | "deallocated", sku = "Premium_LRS"): ComputeBench =>
  computeBench({
    virtualMachines: [
      aLinuxMachine({
        powerState,
        osDisk: { name: osDisk, diskSizeGB: 30, sku: "Premium_LRS" },
        dataDisks: [{ name: dataDisk, lun: 0, diskSizeGB: 32, sku }],
      }),
    ],
  });

const machineRefusal = ({ compute, failure }: ComputeBench, change: VirtualMachineUpdate): Promise<string> =>
  failure(async () => compute.virtualMachines.update(resourceGroupName, "vm-linux", change).submitted());
const diskRefusal = ({ compute, failure }: ComputeBench, name: string, change: DiskUpdate): Promise<string> =>
  failure(async () => compute.disks.update(resourceGroupName, name, change).submitted());

const dataDiskOf = (changes: object): VirtualMachineUpdate => ({
  storageProfile: {
    dataDisks: [{ lun: 0, createOption: "Attach", managedDisk: { id: diskId(dataDisk) }, ...changes }],
  },
});

describe("The size of a disk", () => {
  const sizes: readonly (readonly [string, string, VirtualMachineUpdate])[] = [
    ["an OS disk", osDisk, { storageProfile: { osDisk: { createOption: "FromImage", diskSizeGB: 512 } } }],
    ["a data disk", dataDisk, dataDiskOf({ diskSizeGB: 512 })],
  ];
  for (const [what, name, change] of sizes) {
    it(`of ${what} is not changed through a VM that is not deallocated`, async () => {
      const expected = /Disk resizing is allowed only when creating a VM or when the VM is deallocated/;
      assert.match(await machineRefusal(bench("running"), change), expected);
      assert.match(await machineRefusal(bench("stopped"), change), expected);
    });

    it(`of ${what} is not changed through a deallocated VM either, but on the disk`, async () => {
      const machine = bench("deallocated");
      assert.match(
        await machineRefusal(machine, change),
        new RegExp(`resize via Virtual Machine 'vm-linux' is not allowed. Please resize .* at \\S+/${name}`),
      );
      const { compute, drive } = machine;
      const disk = await drive(compute.disks.update(resourceGroupName, name, { diskSizeGB: 512 }));
      assert.equal(disk.diskSizeGB, 512);
    });
  }

  it("may be sent with a VM as it was read", async () => {
    const { compute, drive } = bench("deallocated");
    await drive(compute.disks.update(resourceGroupName, osDisk, { diskSizeGB: 64 }));
    const read = await compute.virtualMachines.get(resourceGroupName, "vm-linux");
    const tags = { owner: "team-web" };
    const { location } = read;
    const written = await drive(
      compute.virtualMachines.createOrUpdate(resourceGroupName, "vm-linux", { ...read, location, tags }),
    );
    assert.deepEqual(written.tags, tags);
  });
});

describe("The type of a disk", () => {
  for (const powerState of ["running", "stopped"] as const) {
    it(`does not change while its VM is ${powerState}`, async () => {
      for (const name of [osDisk, dataDisk]) {
        const change = { sku: { name: "StandardSSD_LRS" } };
        assert.match(
          await diskRefusal(bench(powerState), name, change),
          /type of disk '\S+' can't be changed while it is attached to a VM that is not deallocated/,
        );
      }
    });
  }

  it("changes once its VM is deallocated, and of a disk by itself", async () => {
    const { compute, drive } = bench("deallocated");
    const change = { sku: { name: "StandardSSD_LRS" } };
    for (const name of [osDisk, dataDisk]) {
      assert.equal(
        (await drive(compute.disks.update(resourceGroupName, name, change))).sku?.name,
        "StandardSSD_LRS",
      );
    }
  });

  for (const sku of ["UltraSSD_LRS", "PremiumV2_LRS"]) {
    it(`of an OS disk is never ${sku}`, async () => {
      const expected = /is an OS disk, which can't be UltraSSD_LRS or PremiumV2_LRS/;
      assert.match(await diskRefusal(bench("deallocated"), osDisk, { sku: { name: sku } }), expected);
    });
  }

  it("is not changed through the VM", async () => {
    const managedDisk = { storageAccountType: "Standard_LRS" };
    const change: VirtualMachineUpdate = {
      storageProfile: { osDisk: { createOption: "FromImage", managedDisk } },
    };
    assert.match(
      await machineRefusal(bench("deallocated"), change),
      /storage account type change through Virtual Machine 'vm-linux' is not allowed. Please update .*_OsDisk/,
    );
  });
});

describe("A copy of a disk", () => {
  const copyOf = (
    location: string,
    createOption = "Copy",
  ): Snapshot & Required<Pick<Disk, "creationData">> => ({
    location,
    incremental: createOption === "CopyStart",
    creationData: { createOption, sourceResourceId: diskId(dataDisk) },
  });
  const madeSnapshot = async ({ compute }: ComputeBench, snapshot: Snapshot): Promise<void> =>
    compute.snapshots.createOrUpdate(resourceGroupName, "s1", snapshot).submitted();

  it("is in its region: a snapshot finds no disk of another one", async () => {
    const machine = bench("running");
    assert.match(
      await machine.failure(() => madeSnapshot(machine, copyOf("northeurope"))),
      /Resource vm-linux_Data is not found/,
    );
    await madeSnapshot(machine, copyOf("West Europe"));
  });

  it("is in its region: a disk finds none of another one", async () => {
    const { compute, failure } = bench("running");
    const { creationData } = copyOf("northeurope");
    assert.match(
      await failure(async () =>
        compute.disks
          .createOrUpdate(resourceGroupName, "d1", { location: "northeurope", creationData })
          .submitted(),
      ),
      /Resource vm-linux_Data is not found/,
    );
  });

  it("may be started from another region as an incremental snapshot", async () => {
    await madeSnapshot(bench("running"), copyOf("northeurope", "CopyStart"));
  });
});
