import assert from "node:assert/strict";

import type { VirtualMachineExtension } from "@azure/arm-compute";

import { resourceGroupName } from "../support";
import {
  aLinuxGuest,
  aLinuxMachine,
  aWindowsMachine,
  computeBench,
  linuxEncryption,
  windowsEncryption,
} from "../support-compute";

const aScript: VirtualMachineExtension = {
  location: "westeurope",
  publisher: "Microsoft.Azure.Extensions",
  typePropertiesType: "CustomScript",
  typeHandlerVersion: "2.1",
  settings: { fileUris: [] },
  protectedSettings: { commandToExecute: "a secret" },
};

describe("An extension", () => {
  it("is answered with 201 when it is new, with 200 when it runs again, and never tells its protected settings", async () => {
    const { compute, drive, seen } = computeBench({ virtualMachines: [aLinuxMachine()] });
    const put = (): Promise<VirtualMachineExtension> =>
      drive(
        compute.virtualMachineExtensions.createOrUpdate(resourceGroupName, "vm-linux", "script", aScript),
      );
    await put();
    const second = await put();
    assert.deepEqual(
      seen.filter((line) => line.startsWith("PUT")).map((line) => line.slice(-3)),
      ["201", "200"],
    );
    assert.equal(second.provisioningState, "Succeeded");
    assert.doesNotMatch(JSON.stringify(second), /secret/);
  });

  it("appears in full among the VM's resources and in its instance view", async () => {
    const { compute, drive } = computeBench({ virtualMachines: [aLinuxMachine()] });
    await drive(
      compute.virtualMachineExtensions.createOrUpdate(resourceGroupName, "vm-linux", "script", aScript),
    );
    const machine = await compute.virtualMachines.get(resourceGroupName, "vm-linux", {
      expand: "instanceView",
    });
    assert.equal(machine.resources?.[0]?.typePropertiesType, "CustomScript");
    assert.equal(machine.instanceView?.extensions?.[0]?.statuses?.[0]?.message, "Enable succeeded.");
    assert.equal(
      machine.instanceView.vmAgent?.extensionHandlers?.[0]?.type,
      "Microsoft.Azure.Extensions.CustomScript",
    );
    const { value = [] } = await compute.virtualMachineExtensions.list(resourceGroupName, "vm-linux");
    assert.equal(value.length, 1);
    await drive(compute.virtualMachineExtensions.delete(resourceGroupName, "vm-linux", "script"));
    assert.equal((await compute.virtualMachines.get(resourceGroupName, "vm-linux")).resources, undefined);
  });

  it("can't be put on a VM that is not running", async () => {
    const { compute, failure } = computeBench({
      virtualMachines: [aLinuxMachine({ powerState: "stopped" })],
    });
    assert.match(
      await failure(async () =>
        compute.virtualMachineExtensions
          .createOrUpdate(resourceGroupName, "vm-linux", "AzureDiskEncryptionForLinux", linuxEncryption())
          .submitted(),
      ),
      /Cannot modify extensions in the VM when the VM is not running/,
    );
  });

  it("is given up after 25 minutes where the VM agent does not report", async () => {
    const { compute, drive, failure, sandbox } = computeBench({
      virtualMachines: [aLinuxMachine({ guest: aLinuxGuest({ agent: "Not Ready" }) })],
    });
    const started = sandbox.clock.now().getTime();
    const message = await failure(() =>
      drive(
        compute.virtualMachineExtensions.createOrUpdate(
          resourceGroupName,
          "vm-linux",
          "AzureDiskEncryptionForLinux",
          linuxEncryption(),
        ),
      ),
    );
    assert.match(
      message,
      /VMAgentStatusCommunicationError.*VM 'vm-linux' has not reported status for VM agent or extensions/,
    );
    assert.ok(sandbox.clock.now().getTime() - started >= 25 * 60_000);
  });

  it("of Azure Disk Encryption is refused in the version of the two-pass release", async () => {
    const { compute, failure } = computeBench({ virtualMachines: [aWindowsMachine()] });
    const old = { ...windowsEncryption(), typeHandlerVersion: "1.1" };
    assert.match(
      await failure(async () =>
        compute.virtualMachineExtensions
          .createOrUpdate(resourceGroupName, "vm-windows", "AzureDiskEncryption", old)
          .submitted(),
      ),
      /Azure Disk Encryption extension version '1.1' is not supported/,
    );
  });

  it("of Azure Disk Encryption for Linux is refused on Windows", async () => {
    const { compute, failure } = computeBench({ virtualMachines: [aWindowsMachine()] });
    assert.match(
      await failure(async () =>
        compute.virtualMachineExtensions
          .createOrUpdate(resourceGroupName, "vm-windows", "ade", linuxEncryption())
          .submitted(),
      ),
      /\(sandbox\) The extension AzureDiskEncryptionForLinux is not for a VM with Windows/,
    );
  });

  it("is one of its handler on a VM", async () => {
    const { compute, drive, failure } = computeBench({ virtualMachines: [aLinuxMachine()] });
    await drive(
      compute.virtualMachineExtensions.createOrUpdate(resourceGroupName, "vm-linux", "script", aScript),
    );
    assert.match(
      await failure(async () =>
        compute.virtualMachineExtensions
          .createOrUpdate(resourceGroupName, "vm-linux", "another", aScript)
          .submitted(),
      ),
      /Multiple VMExtensions per handler not supported/,
    );
  });
});
