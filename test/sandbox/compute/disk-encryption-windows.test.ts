import assert from "node:assert/strict";

import * as platformKeyVault from "../../../lib/sandbox/keyvault/platform-key-vault";
import { resourceGroupName } from "../support";
import {
  aWindowsMachine,
  computeBench,
  keyUrl,
  vaultId,
  windowsEncryption,
  withKey,
  type ComputeBench,
} from "../support-compute";

async function enable(bench: ComputeBench, settings: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const { compute, drive } = bench;
  await drive(
    compute.virtualMachineExtensions.createOrUpdate(
      resourceGroupName,
      "vm-windows",
      "AzureDiskEncryption",
      windowsEncryption(settings),
    ),
  );
}

describe("Azure Disk Encryption on a Windows VM", () => {
  it("takes the request the Azure CLI sends and succeeds after about three minutes", async () => {
    const bench = computeBench({ virtualMachines: [aWindowsMachine()] });
    const started = bench.sandbox.clock.now().getTime();
    await enable(bench, { VolumeType: "ALL" });
    assert.ok(bench.sandbox.clock.now().getTime() - started <= 210_000);
    const extension = await bench.compute.virtualMachineExtensions.get(
      resourceGroupName,
      "vm-windows",
      "AzureDiskEncryption",
      {
        expand: "instanceView",
      },
    );
    assert.equal(extension.provisioningState, "Succeeded");
    assert.equal(
      extension.instanceView?.substatuses?.[0]?.code,
      "ComponentStatus/BitlockerExtension/succeeded",
    );
    assert.equal(
      extension.instanceView.substatuses[0].message,
      '{"os": "Encrypted", "data": "NotEncrypted"}',
    );
    assert.equal(extension.instanceView.statuses?.[0]?.message, "[2.4.0.23] ");
  });

  it("stamps the disk and writes an unwrapped key where there is no key encryption key", async () => {
    const bench = computeBench({ virtualMachines: [aWindowsMachine()] });
    await enable(bench);
    const disk = await bench.compute.disks.get(resourceGroupName, "vm-windows_OsDisk");
    const stamp = disk.encryptionSettingsCollection;
    assert.equal(stamp?.enabled, true);
    assert.equal(stamp.encryptionSettingsVersion, "1.1");
    const { diskEncryptionKey, keyEncryptionKey } = stamp.encryptionSettings?.[0] ?? {};
    assert.equal(diskEncryptionKey?.sourceVault.id, vaultId);
    assert.equal(keyEncryptionKey, undefined);
    const { secretUrl } = diskEncryptionKey;
    assert.match(secretUrl, /^https:\/\/kv-test\.vault\.azure\.net\/secrets\/[0-9A-F-]{36}\/[0-9a-f]{32}$/);
    const secret = platformKeyVault.findSecret(bench.sandbox.world, secretUrl);
    assert.equal(secret?.secret?.contentType, "BEK");
    assert.equal(secret.secret.tags["DiskEncryptionKeyFileName"], `${secret.name}.BEK`);
    assert.equal(secret.secret.tags["VolumeLetter"], "C:\\");
    assert.equal(secret.secret.tags["MachineName"], "vm-windows");
  });

  it("wraps the key with the key encryption key and stamps both", async () => {
    const bench = computeBench({ virtualMachines: [aWindowsMachine()] });
    await enable(bench, withKey);
    const view = await bench.instanceView("vm-windows");
    const settings = view.disks?.[0]?.encryptionSettings?.[0];
    assert.equal(settings?.enabled, true);
    assert.equal(settings.keyEncryptionKey?.keyUrl, keyUrl);
    const { world } = bench.sandbox;
    const secret = platformKeyVault.findSecret(world, settings.diskEncryptionKey?.secretUrl ?? "")?.secret;
    assert.equal(secret?.contentType, "Wrapped BEK");
    assert.equal(secret.tags["DiskEncryptionKeyEncryptionKeyURL"], keyUrl);
    assert.equal(secret.tags["DiskEncryptionKeyEncryptionAlgorithm"], "RSA-OAEP");
    const plain = platformKeyVault.unwrap(world, keyUrl, "RSA-OAEP", Buffer.from(secret.value, "base64url"));
    assert.equal(plain.length, 156);
  });
});
