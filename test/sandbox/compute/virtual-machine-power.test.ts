import assert from "node:assert/strict";

import { resourceGroupName } from "../support";
import { aLinuxMachine, aWindowsMachine, computeBench, windowsEncryption } from "../support-compute";

describe("Power of a virtual machine", () => {
  it("goes from running to deallocated and back", async () => {
    const { compute, drive, instanceView, sandbox } = computeBench({ virtualMachines: [aLinuxMachine()] });
    const powerState = async (): Promise<string | undefined> =>
      (await instanceView("vm-linux")).statuses?.[1]?.code;
    const poller = compute.virtualMachines.deallocate(resourceGroupName, "vm-linux");
    await poller.submitted();
    assert.equal(await powerState(), "PowerState/deallocating");
    sandbox.clock.advance(60_000);
    assert.equal(await powerState(), "PowerState/deallocated");
    assert.equal((await compute.disks.get(resourceGroupName, "vm-linux_OsDisk")).diskState, "Reserved");
    await drive(compute.virtualMachines.start(resourceGroupName, "vm-linux"));
    assert.equal(await powerState(), "PowerState/running");
    await drive(compute.virtualMachines.powerOff(resourceGroupName, "vm-linux"));
    assert.equal(await powerState(), "PowerState/stopped");
  });

  it("has no restart while the VM is deallocated", async () => {
    const { compute, failure } = computeBench({
      virtualMachines: [aLinuxMachine({ powerState: "deallocated" })],
    });
    assert.match(
      await failure(async () => compute.virtualMachines.restart(resourceGroupName, "vm-linux").submitted()),
      /The operation requires the VM to be running \(or set to run\)/,
    );
  });

  it("can't be switched off while the VM is deallocated", async () => {
    const { compute, failure } = computeBench({
      virtualMachines: [aLinuxMachine({ powerState: "deallocated" })],
    });
    assert.match(
      await failure(async () => compute.virtualMachines.powerOff(resourceGroupName, "vm-linux").submitted()),
      /Operation 'powerOff' is not allowed on VM 'vm-linux' since the VM is either deallocated or marked to be deallocated/,
    );
  });

  it("can't be taken from a VM with an ephemeral OS disk by deallocation", async () => {
    const { compute, failure } = computeBench({
      virtualMachines: [
        aLinuxMachine({ osDisk: { name: "os", diskSizeGB: 30, sku: "Standard_LRS", ephemeral: true } }),
      ],
    });
    assert.match(
      await failure(async () =>
        compute.virtualMachines.deallocate(resourceGroupName, "vm-linux").submitted(),
      ),
      /Operation 'deallocate' is not supported .* ephemeral OS disk/,
    );
  });

  it("has one operation at a time", async () => {
    const { compute, failure } = computeBench({ virtualMachines: [aLinuxMachine()] });
    await compute.virtualMachines.restart(resourceGroupName, "vm-linux").submitted();
    assert.match(
      await failure(async () => compute.virtualMachines.restart(resourceGroupName, "vm-linux").submitted()),
      /is not allowed on VM 'vm-linux' since another operation is in progress/,
    );
  });

  it("is taken away from a VM under a running extension, which ends as overtaken", async () => {
    const { compute, drive, failure, sandbox } = computeBench({ virtualMachines: [aWindowsMachine()] });
    const enabling = compute.virtualMachineExtensions.createOrUpdate(
      resourceGroupName,
      "vm-windows",
      "AzureDiskEncryption",
      windowsEncryption(),
    );
    await enabling.submitted();
    await drive(compute.virtualMachines.deallocate(resourceGroupName, "vm-windows"));
    assert.match(await failure(() => drive(enabling)), /canceled/i);
    sandbox.clock.advance(600_000);
    assert.equal(
      (await compute.disks.get(resourceGroupName, "vm-windows_OsDisk")).encryptionSettingsCollection?.enabled,
      undefined,
    );
  });

  it("is gone for good once the VM is generalized, which its instance view says", async () => {
    const { compute, drive, failure, instanceView } = computeBench({ virtualMachines: [aLinuxMachine()] });
    assert.match(
      await failure(() => compute.virtualMachines.generalize(resourceGroupName, "vm-linux")),
      /Operation 'generalize' is not allowed on VM 'vm-linux' since the VM is running. Please power off explicitly/,
    );
    await drive(compute.virtualMachines.powerOff(resourceGroupName, "vm-linux"));
    await compute.virtualMachines.generalize(resourceGroupName, "vm-linux");
    const codes = (await instanceView("vm-linux")).statuses?.map(({ code }) => code);
    assert.ok(codes?.includes("OSState/generalized"));
    assert.match(
      await failure(async () => compute.virtualMachines.start(resourceGroupName, "vm-linux").submitted()),
      /Operation 'Start VM' is not allowed on VM 'vm-linux' since the VM is generalized/,
    );
  });
});
