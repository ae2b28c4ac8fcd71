import assert from "node:assert/strict";

import type { VirtualMachine } from "@azure/arm-compute";

import { resourceGroupId, resourceGroupName } from "../support";
import {
  aLinuxMachine,
  aWindowsGuest,
  aWindowsMachine,
  computeBench,
  encryptWindows,
  type ComputeBench,
} from "../support-compute";

const copyId = `${resourceGroupId}/providers/Microsoft.Compute/disks/copy`;

/** A copy of the OS disk of vm-windows. */
async function copyOsDisk({ compute, drive }: ComputeBench): Promise<void> {
  const { id: sourceResourceId = "" } = await compute.disks.get(resourceGroupName, "vm-windows_OsDisk");
  await drive(
    compute.disks.createOrUpdate(resourceGroupName, "copy", {
      location: "westeurope",
      creationData: { createOption: "Copy", sourceResourceId },
    }),
  );
}

const swap = (name: string, id = copyId): Partial<VirtualMachine> => ({
  storageProfile: { osDisk: { createOption: "FromImage", name, managedDisk: { id } } },
});

const refused = ({ compute, failure }: ComputeBench, change = swap("copy")): Promise<string> =>
  failure(async () => compute.virtualMachines.update(resourceGroupName, "vm-windows", change).submitted());

describe("Another OS disk for a virtual machine", () => {
  for (const stop of ["powerOff", "deallocate"] as const) {
    it(`takes the old one's place after ${stop}, and the old one is free`, async () => {
      const bench = computeBench({ virtualMachines: [aWindowsMachine()] });
      const { compute, drive } = bench;
      await copyOsDisk(bench);
      await drive(compute.virtualMachines[stop](resourceGroupName, "vm-windows"));
      const machine = await drive(
        compute.virtualMachines.update(resourceGroupName, "vm-windows", swap("copy")),
      );
      assert.equal(machine.storageProfile?.osDisk?.name, "copy");
      assert.equal(machine.storageProfile.osDisk.diskSizeGB, 127);
      assert.equal((await compute.disks.get(resourceGroupName, "vm-windows_OsDisk")).diskState, "Unattached");
      assert.equal((await compute.disks.get(resourceGroupName, "copy")).managedBy, machine.id);
    });
  }

  it("is refused while the VM runs", async () => {
    const bench = computeBench({ virtualMachines: [aWindowsMachine()] });
    await copyOsDisk(bench);
    assert.match(await refused(bench), /since the VM is running. Please power off explicitly/);
  });

  it("is refused where only its id is sent, under the old disk's name", async () => {
    const bench = computeBench({ virtualMachines: [aWindowsMachine({ powerState: "deallocated" })] });
    await copyOsDisk(bench);
    assert.match(
      await refused(bench, {
        storageProfile: { osDisk: { createOption: "FromImage", managedDisk: { id: copyId } } },
      }),
      /Changing property 'osDisk.managedDisk.id' is not allowed/,
    );
  });

  it("can't be the same disk under another name", async () => {
    const bench = computeBench({ virtualMachines: [aWindowsMachine({ powerState: "deallocated" })] });
    const { id = "" } = await bench.compute.disks.get(resourceGroupName, "vm-windows_OsDisk");
    assert.match(await refused(bench, swap("other", id)), /Changing property 'osDisk.name' is not allowed/);
  });

  it("can't be one with another operating system", async () => {
    const bench = computeBench({
      virtualMachines: [aWindowsMachine({ powerState: "deallocated" }), aLinuxMachine()],
    });
    const { id = "" } = await bench.compute.disks.get(resourceGroupName, "vm-linux_OsDisk");
    await bench.drive(bench.compute.virtualMachines.delete(resourceGroupName, "vm-linux"));
    assert.match(await refused(bench, swap("vm-linux_OsDisk", id)), /osType|carries Linux/);
  });

  it("comes with the operating system that is on it", async () => {
    const other = aWindowsMachine({
      name: "vm-other",
      powerState: "deallocated",
      osDisk: { name: "other", diskSizeGB: 127, sku: "Premium_LRS" },
      guest: aWindowsGuest({ osName: "Windows Server 2016 Datacenter", osBuild: 14393 }),
    });
    const bench = computeBench({ virtualMachines: [aWindowsMachine({ powerState: "deallocated" }), other] });
    const { compute, drive, instanceView } = bench;
    const { id = "" } = await compute.disks.get(resourceGroupName, "other");
    await drive(compute.virtualMachines.delete(resourceGroupName, "vm-other"));
    await drive(compute.virtualMachines.update(resourceGroupName, "vm-windows", swap("other", id)));
    await drive(compute.virtualMachines.start(resourceGroupName, "vm-windows"));
    assert.equal((await instanceView("vm-windows")).osName, "Windows Server 2016 Datacenter");
  });

  it("brings back what was on it when it was copied: from before Azure Disk Encryption, it is plain", async () => {
    const bench = computeBench({ virtualMachines: [aWindowsMachine()] });
    const { compute, drive } = bench;
    await copyOsDisk(bench);
    await encryptWindows(bench);
    const status = async (): Promise<string> => {
      const command = { commandId: "RunPowerShellScript", script: ["manage-bde -status"] };
      const { value } = await drive(
        compute.virtualMachines.runCommand(resourceGroupName, "vm-windows", command),
      );
      return value?.[0]?.message ?? "";
    };
    assert.match(await status(), /Fully Encrypted/);
    await drive(compute.virtualMachines.deallocate(resourceGroupName, "vm-windows"));
    await drive(compute.virtualMachines.update(resourceGroupName, "vm-windows", swap("copy")));
    await drive(compute.virtualMachines.start(resourceGroupName, "vm-windows"));
    assert.match(await status(), /Fully Decrypted/);
  });
});
