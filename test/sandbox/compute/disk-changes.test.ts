import assert from "node:assert/strict";

import type { Disk, DiskUpdate, Snapshot, VirtualMachineUpdate } from "@azure/arm-compute";
import { RestError } from "@azure/core-rest-pipeline";

import { resourceGroupName, subscriptionId } from "../support";
import { aLinuxMachine, computeBench, type ComputeBench } from "../support-compute";
import { aNetworkInterface, aVirtualNetwork } from "../support-network";
import { aNewMachine } from "../support-new-machine";

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

/** Status, code and text of Azure's refusal. */
async function refusalOf(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof RestError) return `${error.statusCode} ${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error("Azure took it.");
}
const machineRefusal = ({ compute }: ComputeBench, change: VirtualMachineUpdate): Promise<string> =>
  refusalOf(async () => compute.virtualMachines.update(resourceGroupName, "vm-linux", change).submitted());
const diskRefusal = ({ compute }: ComputeBench, name: string, change: DiskUpdate): Promise<string> =>
  refusalOf(async () => compute.disks.update(resourceGroupName, name, change).submitted());

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
      const expected =
        /^409 Conflict: Disk resizing is allowed only when creating a VM or when the VM is deallocated/;
      assert.match(await machineRefusal(bench("running"), change), expected);
      assert.match(await machineRefusal(bench("stopped"), change), expected);
    });

    it(`of ${what} is not changed through a deallocated VM either, but on the disk`, async () => {
      const machine = bench("deallocated");
      assert.match(
        await machineRefusal(machine, change),
        new RegExp(
          `^400 ResizeDiskError: Managed disk resize via Virtual Machine 'vm-linux' is not allowed. Please resize .* at \\S+/${name}`,
        ),
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

describe("The size of a new disk", () => {
  for (const [what, change, most] of [
    ["a data disk", {}, 32767],
    ["an OS disk", { osType: "Linux" }, 4095],
    ["a Premium SSD v2", { sku: { name: "PremiumV2_LRS" } }, 65536],
  ] as const) {
    it(`of ${what} is ${most} GB at most`, async () => {
      const { compute } = computeBench();
      const make = async (diskSizeGB: number): Promise<void> =>
        compute.disks
          .createOrUpdate(resourceGroupName, "new", {
            location: "westeurope",
            creationData: { createOption: "Empty" },
            diskSizeGB,
            ...change,
          })
          .submitted();
      assert.match(
        await refusalOf(() => make(most + 1)),
        new RegExp(`^400 InvalidParameter: .*'disk.diskSizeGB' is out of range.* between '1' and '${most}'`),
      );
      await make(most);
    });
  }

  it("of a VM is as small", async () => {
    const dataDisks = [{ lun: 1, createOption: "Empty", diskSizeGB: 32768 }];
    assert.match(
      await machineRefusal(bench("running"), { storageProfile: { dataDisks } }),
      /^400 InvalidParameter: .*'dataDisk.diskSizeGB' is out of range/,
    );
  });
});

describe("The type of a disk", () => {
  for (const powerState of ["running", "stopped"] as const) {
    it(`does not change while its VM is ${powerState}`, async () => {
      for (const name of [osDisk, dataDisk]) {
        const change = { sku: { name: "StandardSSD_LRS" } };
        assert.match(
          await diskRefusal(bench(powerState), name, change),
          /^409 OperationNotAllowed: .* type of disk '\S+' can't be changed while it is attached to a VM that is not deallocated/,
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
      const expected = /^400 InvalidParameter: .*is an OS disk, which can't be UltraSSD_LRS or PremiumV2_LRS/;
      assert.match(await diskRefusal(bench("deallocated"), osDisk, { sku: { name: sku } }), expected);
      const { compute } = bench("running");
      const disk: Disk = {
        location: "westeurope",
        sku: { name: sku },
        creationData: { createOption: "Empty" },
        diskSizeGB: 32,
      };
      const made = async (toMake: Disk): Promise<void> =>
        compute.disks.createOrUpdate(resourceGroupName, "new", toMake).submitted();
      assert.match(await refusalOf(() => made({ ...disk, osType: "Linux" })), expected);
      await made(disk);
    });

    it(`of a new VM's OS disk is never ${sku}`, async () => {
      const { compute } = computeBench({ resources: [aVirtualNetwork(), aNetworkInterface()] });
      const { storageProfile } = aNewMachine();
      const machine = aNewMachine({
        storageProfile: {
          ...storageProfile,
          osDisk: { createOption: "FromImage", managedDisk: { storageAccountType: sku } },
        },
      });
      assert.match(
        await refusalOf(async () =>
          compute.virtualMachines.createOrUpdate(resourceGroupName, "vm-new", machine).submitted(),
        ),
        /^400 InvalidParameter: .*new disk of VM 'vm-new' is an OS disk/,
      );
    });
  }

  it("is not changed through the VM", async () => {
    const managedDisk = { storageAccountType: "Standard_LRS" };
    const change: VirtualMachineUpdate = {
      storageProfile: { osDisk: { createOption: "FromImage", managedDisk } },
    };
    assert.match(
      await machineRefusal(bench("deallocated"), change),
      /^409 OperationNotAllowed: .*storage account type change through Virtual Machine 'vm-linux' is not allowed. Please update .*_OsDisk/,
    );
  });
});

describe("A data disk that is being detached", () => {
  const detaching: readonly (readonly [string, VirtualMachineUpdate])[] = [
    ["is left out of the VM", { storageProfile: { dataDisks: [] } }],
    ["is to be detached", dataDiskOf({ toBeDetached: true })],
  ];
  for (const [what, change] of detaching) {
    it(`since it ${what} is attached to no VM meanwhile, and afterwards again`, async () => {
      const machine = bench("running");
      const { compute, drive } = machine;
      const detach = compute.virtualMachines.update(resourceGroupName, "vm-linux", change);
      await detach.submitted();
      assert.match(
        await machineRefusal(machine, dataDiskOf({})),
        /^409 AttachDiskWhileBeingDetached: Cannot attach data disk 'vm-linux_Data' to VM 'vm-linux' because the disk is currently being detached/,
      );
      await drive(detach);
      const attached = await drive(
        compute.virtualMachines.update(resourceGroupName, "vm-linux", dataDiskOf({})),
      );
      assert.deepEqual(
        attached.storageProfile?.dataDisks?.map(({ name }) => name),
        [dataDisk],
      );
    });
  }

  it("may be said to be detached once more", async () => {
    const { compute, drive } = bench("running");
    const change = dataDiskOf({ toBeDetached: true });
    const detach = compute.virtualMachines.update(resourceGroupName, "vm-linux", change);
    await detach.submitted();
    await compute.virtualMachines.update(resourceGroupName, "vm-linux", change).submitted();
    assert.deepEqual((await drive(detach)).storageProfile?.dataDisks, []);
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
      await refusalOf(() => madeSnapshot(machine, copyOf("northeurope"))),
      /^404 NotFound: Resource vm-linux_Data is not found/,
    );
    await madeSnapshot(machine, copyOf("West Europe"));
  });

  it("is in its region: a disk finds none of another one", async () => {
    const { compute } = bench("running");
    const { creationData } = copyOf("northeurope");
    assert.match(
      await refusalOf(async () =>
        compute.disks
          .createOrUpdate(resourceGroupName, "d1", { location: "northeurope", creationData })
          .submitted(),
      ),
      /^404 NotFound: Resource vm-linux_Data is not found/,
    );
  });

  it("may be started from another region as an incremental snapshot", async () => {
    await madeSnapshot(bench("running"), copyOf("northeurope", "CopyStart"));
  });
});
