import assert from "node:assert/strict";

import * as platformKeyVault from "../../../lib/sandbox/keyvault/platform-key-vault";
import { resourceGroupName } from "../support";
import {
  aLinuxGuest,
  aLinuxMachine,
  computeBench,
  linuxEncryption,
  minutes,
  withKey,
  type ComputeBench,
} from "../support-compute";

const name = "AzureDiskEncryptionForLinux";

async function enable(
  { compute, drive }: ComputeBench,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  await drive(
    compute.virtualMachineExtensions.createOrUpdate(
      resourceGroupName,
      "vm-linux",
      name,
      linuxEncryption(settings),
    ),
  );
}

async function status({
  instanceView,
}: ComputeBench): Promise<{ message: string; os: string; data: string }> {
  const extension = (await instanceView("vm-linux")).extensions?.[0];
  const substatus = extension?.substatuses?.[0];
  assert.equal(
    substatus?.code,
    "ComponentStatus/Microsoft.Azure.Security.AzureDiskEncryptionForLinux/succeeded",
  );
  const { os, data } = JSON.parse(substatus.message ?? "") as { os: string; data: string };
  return { message: extension?.statuses?.[0]?.message ?? "", os, data };
}

describe("Azure Disk Encryption on a Linux VM", () => {
  it("encrypts data volumes in place within minutes, after the operation is over", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine()] });
    await enable(bench, { VolumeType: "Data" });
    assert.deepEqual(await status(bench), {
      message: "Encrypting 1 data volumes",
      os: "NotEncrypted",
      data: "EncryptionInProgress",
    });
    bench.sandbox.clock.advance(minutes(6));
    assert.deepEqual(await status(bench), {
      message: "Encryption succeeded for data volumes",
      os: "NotEncrypted",
      data: "Encrypted",
    });
  });

  it("stamps the disks it is asked for and no others", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine()] });
    await enable(bench, { VolumeType: "Data" });
    const disks = (await bench.instanceView("vm-linux")).disks ?? [];
    assert.deepEqual(
      disks.map(({ name: disk, statuses }) => [disk, statuses?.[1]?.code]),
      [
        ["vm-linux_OsDisk", undefined],
        ["vm-linux_Data", "EncryptionState/encrypted"],
      ],
    );
  });

  it("keeps the passphrase as a wrapped secret of 172 characters under the name that the guest looks for", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine()] });
    await enable(bench, { VolumeType: "Data", ...withKey });
    const disk = await bench.compute.disks.get(resourceGroupName, "vm-linux_Data");
    const entry = disk.encryptionSettingsCollection?.encryptionSettings?.[0];
    const secretUrl = entry?.diskEncryptionKey?.secretUrl ?? "";
    const { world } = bench.sandbox;
    const secret = platformKeyVault.findSecret(world, secretUrl)?.secret;
    assert.equal(secret?.tags["DiskEncryptionKeyFileName"], "LinuxPassPhraseFileName_1_0");
    const keyUrl = entry?.keyEncryptionKey?.keyUrl ?? "";
    assert.equal(
      platformKeyVault.unwrap(world, keyUrl, "RSA-OAEP", Buffer.from(secret.value, "base64url")).length,
      172,
    );
  });

  it("encrypts data first, then the OS volume, and waits for a restart that takes it into use", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine()] });
    const { compute, drive, sandbox } = bench;
    await enable(bench, { VolumeType: "All" });
    assert.deepEqual(await status(bench), {
      message: "Encrypting 1 data volumes",
      os: "EncryptionInProgress",
      data: "EncryptionInProgress",
    });
    sandbox.clock.advance(minutes(10));
    assert.equal((await status(bench)).message, "OS disk encryption started");
    sandbox.clock.advance(minutes(45));
    assert.deepEqual(await status(bench), {
      message: "OS disk successfully encrypted, please reboot the VM",
      os: "VMRestartPending",
      data: "Encrypted",
    });
    await drive(compute.virtualMachines.restart(resourceGroupName, "vm-linux"));
    assert.deepEqual(await status(bench), {
      message: "Encryption succeeded for all volumes",
      os: "Encrypted",
      data: "Encrypted",
    });
  });

  it("formats data volumes with EnableEncryptionFormatAll, XFS too", async () => {
    const guest = aLinuxGuest({ dataVolumes: [{ lun: 0, mountPoint: "/data1", fileSystem: "xfs" }] });
    const bench = computeBench({ virtualMachines: [aLinuxMachine({ guest })] });
    await enable(bench, { EncryptionOperation: "EnableEncryptionFormatAll" });
    assert.equal((await status(bench)).message, "Encrypting and formatting 1 data volumes");
    bench.sandbox.clock.advance(minutes(2));
    assert.equal((await status(bench)).data, "Encrypted");
  });

  it("says NotMounted of data where there is no data volume", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine({ dataDisks: [] })] });
    await enable(bench, { VolumeType: "OS" });
    assert.equal((await status(bench)).data, "NotMounted");
  });

  it("grows from Data to All and never back", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine()] });
    await enable(bench, { VolumeType: "Data" });
    bench.sandbox.clock.advance(minutes(10));
    assert.match(
      await bench.failure(() => enable(bench, { VolumeType: "OS" })),
      /Moving from volume type Data to volume type OS is not allowed/,
    );
  });

  it("goes on where it stopped when the VM was off in between", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine()] });
    const { compute, drive, sandbox } = bench;
    await enable(bench, { VolumeType: "Data" });
    await drive(compute.virtualMachines.deallocate(resourceGroupName, "vm-linux"));
    sandbox.clock.advance(minutes(60));
    await drive(compute.virtualMachines.start(resourceGroupName, "vm-linux"));
    assert.equal((await status(bench)).data, "EncryptionInProgress");
    sandbox.clock.advance(minutes(6));
    assert.equal((await status(bench)).data, "Encrypted");
  });

  it("keeps the keys where another run changes nothing but the sequence version", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine()] });
    await enable(bench, {});
    const before = await bench.compute.disks.get(resourceGroupName, "vm-linux_Data");
    bench.sandbox.clock.advance(minutes(10));
    await enable(bench, { SequenceVersion: "another" });
    const after = await bench.compute.disks.get(resourceGroupName, "vm-linux_Data");
    assert.deepEqual(after.encryptionSettingsCollection, before.encryptionSettingsCollection);
  });

  it("writes new keys where the key encryption key changes", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine()] });
    await enable(bench, {});
    const before = await bench.compute.disks.get(resourceGroupName, "vm-linux_Data");
    bench.sandbox.clock.advance(minutes(10));
    await enable(bench, withKey);
    const after = await bench.compute.disks.get(resourceGroupName, "vm-linux_Data");
    const secretOf = (disk: typeof before): string | undefined =>
      disk.encryptionSettingsCollection?.encryptionSettings?.[0]?.diskEncryptionKey?.secretUrl;
    assert.notEqual(secretOf(after), secretOf(before));
    assert.equal((await status(bench)).data, "Encrypted");
  });
});
