import assert from "node:assert/strict";

import { resourceGroupName } from "../support";
import {
  aLinuxMachine,
  aWindowsMachine,
  computeBench,
  encryptWindows,
  linuxEncryption,
  minutes,
  type ComputeBench,
} from "../support-compute";

const resize = ({ compute, drive, failure }: ComputeBench, name: string, vmSize: string): Promise<string> =>
  failure(() =>
    drive(compute.virtualMachines.update(resourceGroupName, name, { hardwareProfile: { vmSize } })),
  );
const aGeneration2Machine = (): ReturnType<typeof aWindowsMachine> =>
  aWindowsMachine({ hyperVGeneration: "V2", vmSize: "Standard_D2s_v5" });

describe("Resizing an encrypted VM", () => {
  it("is refused for a size that Azure Disk Encryption does not support", async () => {
    const bench = computeBench({ virtualMachines: [aGeneration2Machine()] });
    await encryptWindows(bench);
    assert.match(await resize(bench, "vm-windows", "Standard_D2s_v6"), /does not support VM size/);
  });

  it("is accepted for that size where no disk is encrypted", async () => {
    const bench = computeBench({ virtualMachines: [aGeneration2Machine()] });
    await assert.rejects(resize(bench, "vm-windows", "Standard_D2s_v6"), /Azure took it/);
  });

  it("is refused from a size without a temporary disk to one with it, encrypted or not", async () => {
    const bench = computeBench({ virtualMachines: [aGeneration2Machine()] });
    assert.match(
      await resize(bench, "vm-windows", "Standard_D2ds_v5"),
      /changing from resource disk to non-resource disk VM size and vice-versa is not allowed/,
    );
  });
});

describe("Resizing an encrypted OS disk", () => {
  const grow = ({ compute, drive }: ComputeBench, name: string): Promise<unknown> =>
    drive(compute.disks.update(resourceGroupName, name, { diskSizeGB: 256 }));

  it("is refused on Linux", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine()] });
    await bench.drive(
      bench.compute.virtualMachineExtensions.createOrUpdate(
        resourceGroupName,
        "vm-linux",
        "AzureDiskEncryptionForLinux",
        linuxEncryption({ VolumeType: "All" }),
      ),
    );
    bench.sandbox.clock.advance(minutes(600));
    assert.match(await bench.failure(() => grow(bench, "vm-linux_OsDisk")), /can't be resized/);
  });

  it("is accepted on Windows, where no document names a limit", async () => {
    const bench = computeBench({ virtualMachines: [aWindowsMachine()] });
    await encryptWindows(bench);
    await grow(bench, "vm-windows_OsDisk");
    assert.equal((await bench.compute.disks.get(resourceGroupName, "vm-windows_OsDisk")).diskSizeGB, 256);
  });

  it("is accepted on Linux where data volumes alone are encrypted", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine()] });
    await bench.drive(
      bench.compute.virtualMachineExtensions.createOrUpdate(
        resourceGroupName,
        "vm-linux",
        "AzureDiskEncryptionForLinux",
        linuxEncryption({ VolumeType: "Data" }),
      ),
    );
    await grow(bench, "vm-linux_OsDisk");
    assert.equal((await bench.compute.disks.get(resourceGroupName, "vm-linux_OsDisk")).diskSizeGB, 256);
  });
});
