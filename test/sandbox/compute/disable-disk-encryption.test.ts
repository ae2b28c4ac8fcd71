import assert from "node:assert/strict";

import { resourceGroupName } from "../support";
import {
  aLinuxMachine,
  aWindowsMachine,
  computeBench,
  linuxEncryption,
  minutes,
  windowsEncryption,
  type ComputeBench,
} from "../support-compute";

/** The body that the Azure CLI sends: without the vault, without the type. */
const disabling = (
  version: string,
  VolumeType: unknown,
): Parameters<ComputeBench["compute"]["virtualMachineExtensions"]["createOrUpdate"]>[3] => ({
  location: "westeurope",
  publisher: "Microsoft.Azure.Security",
  typeHandlerVersion: version,
  autoUpgradeMinorVersion: true,
  settings: {
    VolumeType,
    EncryptionOperation: "DisableEncryption",
    SequenceVersion: "9739a530-4923-41f5-84d1-3788a4938fef",
  },
});

async function enabledWindows(): Promise<ComputeBench> {
  const bench = computeBench({ virtualMachines: [aWindowsMachine()] });
  await bench.drive(
    bench.compute.virtualMachineExtensions.createOrUpdate(
      resourceGroupName,
      "vm-windows",
      "AzureDiskEncryption",
      windowsEncryption(),
    ),
  );
  bench.sandbox.clock.advance(minutes(40));
  return bench;
}

describe("Disabling Azure Disk Encryption", () => {
  it("keeps the extension's type though the request leaves it out", async () => {
    const { compute, drive } = await enabledWindows();
    await drive(
      compute.virtualMachineExtensions.createOrUpdate(
        resourceGroupName,
        "vm-windows",
        "AzureDiskEncryption",
        disabling("2.2", "ALL"),
      ),
    );
    const extension = await compute.virtualMachineExtensions.get(
      resourceGroupName,
      "vm-windows",
      "AzureDiskEncryption",
      { expand: "instanceView" },
    );
    assert.equal(extension.typePropertiesType, "AzureDiskEncryption");
    assert.equal(
      extension.instanceView?.statuses?.[0]?.message,
      "[2.4.0.23] Disable Encryption completed successfully",
    );
    assert.equal(extension.instanceView.substatuses, undefined);
  });

  it("clears the stamp at once, while the guest still decrypts", async () => {
    const { compute, drive, instanceView, sandbox } = await enabledWindows();
    await drive(
      compute.virtualMachineExtensions.createOrUpdate(
        resourceGroupName,
        "vm-windows",
        "AzureDiskEncryption",
        disabling("2.2", 2),
      ),
    );
    const disk = (await instanceView("vm-windows")).disks?.[0];
    assert.deepEqual(
      disk?.encryptionSettings?.map(({ enabled }) => enabled),
      [false],
    );
    assert.equal(disk.statuses?.[1]?.code, "EncryptionState/notEncrypted");
    assert.equal(
      (await compute.disks.get(resourceGroupName, "vm-windows_OsDisk")).encryptionSettingsCollection?.enabled,
      false,
    );
    const [encryption] = [...sandbox.world.guests.values()].flatMap((guest) => [
      ...guest.encryption.values(),
    ]);
    assert.equal(encryption?.direction, "decrypting");
  });

  it("decrypts data volumes on Linux", async () => {
    const { compute, drive, instanceView, sandbox } = computeBench({ virtualMachines: [aLinuxMachine()] });
    const name = "AzureDiskEncryptionForLinux";
    await drive(
      compute.virtualMachineExtensions.createOrUpdate(resourceGroupName, "vm-linux", name, linuxEncryption()),
    );
    sandbox.clock.advance(minutes(10));
    await drive(
      compute.virtualMachineExtensions.createOrUpdate(
        resourceGroupName,
        "vm-linux",
        name,
        disabling("1.1", "Data"),
      ),
    );
    const message = async (): Promise<string | undefined> =>
      (await instanceView("vm-linux")).extensions?.[0]?.statuses?.[0]?.message;
    assert.equal(await message(), "Decrypting 1 data volumes");
    sandbox.clock.advance(minutes(10));
    assert.equal(await message(), "Decryption succeeded");
  });

  it("is refused on a Linux VM whose OS volume is encrypted", async () => {
    const { compute, drive, failure, sandbox } = computeBench({ virtualMachines: [aLinuxMachine()] });
    const name = "AzureDiskEncryptionForLinux";
    await drive(
      compute.virtualMachineExtensions.createOrUpdate(
        resourceGroupName,
        "vm-linux",
        name,
        linuxEncryption({ VolumeType: "All" }),
      ),
    );
    sandbox.clock.advance(minutes(60));
    const message = await failure(() =>
      drive(
        compute.virtualMachineExtensions.createOrUpdate(
          resourceGroupName,
          "vm-linux",
          name,
          disabling("1.1", "Data"),
        ),
      ),
    );
    assert.match(message, /Disabling encryption is not supported when OS volume is encrypted/);
  });

  it("leaves disks encrypted where only the extension is removed", async () => {
    const { compute, drive, instanceView } = await enabledWindows();
    await drive(
      compute.virtualMachineExtensions.delete(resourceGroupName, "vm-windows", "AzureDiskEncryption"),
    );
    const view = await instanceView("vm-windows");
    assert.equal(view.extensions, undefined);
    assert.equal(view.disks?.[0]?.statuses?.[1]?.code, "EncryptionState/encrypted");
  });
});
