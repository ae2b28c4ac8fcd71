import assert from "node:assert/strict";

import { FeatureClient } from "@azure/arm-features";
import { ResourceManagementClient } from "@azure/arm-resources";
import type { VirtualMachine } from "@azure/arm-compute";

import { credentialOf, httpClientOf, resourceGroupId, resourceGroupName, subscriptionId } from "../support";
import {
  aLinuxMachine,
  aWindowsMachine,
  computeBench,
  encryptWindows,
  minutes,
  type ComputeBench,
} from "../support-compute";
import { aNetworkInterface } from "../support-network";
import { aMachineFromDisk, aNewMachine } from "../support-new-machine";

const features = [{ subscriptionId, name: "Microsoft.Compute/EncryptionAtHost" }];
const resources = [aNetworkInterface()];
const on = { securityProfile: { encryptionAtHost: true } };
const notRegistered =
  /The property 'securityProfile.encryptionAtHost' is not valid because the 'Microsoft.Compute\/EncryptionAtHost' feature is not enabled for this subscription\./;

const create = (bench: ComputeBench, machine: VirtualMachine): Promise<string> =>
  bench.failure(async () =>
    bench.compute.virtualMachines.createOrUpdate(resourceGroupName, "vm-new", machine).submitted(),
  );
const update = (bench: ComputeBench, change: VirtualMachine | object, name = "vm-linux"): Promise<string> =>
  bench.failure(async () =>
    bench.compute.virtualMachines.update(resourceGroupName, name, change).submitted(),
  );

describe("Encryption at host", () => {
  it("is refused in a subscription that has not registered the feature", async () => {
    const bench = computeBench({ resources });
    assert.match(await create(bench, aNewMachine(on)), notRegistered);
  });

  it("is refused there even where it is to be off", async () => {
    const bench = computeBench({ resources });
    assert.match(
      await create(bench, aNewMachine({ securityProfile: { encryptionAtHost: false } })),
      notRegistered,
    );
  });

  it("comes with a new VM once the feature is registered and Compute was registered again", async () => {
    const bench = computeBench({ resources });
    const { sandbox, compute, drive } = bench;
    const options = { httpClient: httpClientOf(sandbox) };
    await new FeatureClient(credentialOf(sandbox), subscriptionId, options).features.register(
      "Microsoft.Compute",
      "EncryptionAtHost",
    );
    sandbox.clock.advance(minutes(5));
    assert.match(await create(bench, aNewMachine(on)), notRegistered);
    await new ResourceManagementClient(credentialOf(sandbox), subscriptionId, options).providers.register(
      "Microsoft.Compute",
    );
    sandbox.clock.advance(minutes(1));
    const machine = await drive(
      compute.virtualMachines.createOrUpdate(resourceGroupName, "vm-new", aNewMachine(on)),
    );
    assert.equal(machine.securityProfile?.encryptionAtHost, true);
    const disk = await compute.disks.get(resourceGroupName, machine.storageProfile?.osDisk?.name ?? "");
    assert.equal(disk.encryption?.type, "EncryptionAtRestWithPlatformKey");
  });

  it("is refused for a size that does not support it", async () => {
    const bench = computeBench({ resources, features });
    assert.match(
      await create(bench, aNewMachine({ ...on, hardwareProfile: { vmSize: "Standard_D2_v3" } })),
      /VM size Standard_D2_v3 does not support encryption at host/,
    );
  });

  it("keeps a VM from a size that does not support it", async () => {
    const bench = computeBench({
      features,
      virtualMachines: [aLinuxMachine({ encryptionAtHost: true, powerState: "deallocated" })],
    });
    assert.match(
      await update(bench, { hardwareProfile: { vmSize: "Standard_D2_v3" } }),
      /does not support encryption at host/,
    );
  });

  it("is switched on and off only while the VM is deallocated", async () => {
    const bench = computeBench({ features, virtualMachines: [aLinuxMachine()] });
    const { compute, drive } = bench;
    const onlyDeallocated =
      /'securityProfile.encryptionAtHost' can be updated only when VM is in deallocated state/;
    assert.match(await update(bench, on), onlyDeallocated);
    await drive(compute.virtualMachines.powerOff(resourceGroupName, "vm-linux"));
    assert.match(await update(bench, on), onlyDeallocated);
    await drive(compute.virtualMachines.deallocate(resourceGroupName, "vm-linux"));
    await drive(compute.virtualMachines.update(resourceGroupName, "vm-linux", on));
    await drive(compute.virtualMachines.start(resourceGroupName, "vm-linux"));
    assert.match(await update(bench, { securityProfile: { encryptionAtHost: false } }), onlyDeallocated);
  });

  it("may be said to be off on a running VM that never had it", async () => {
    const { compute, drive } = computeBench({ features, virtualMachines: [aLinuxMachine()] });
    const off = { securityProfile: { encryptionAtHost: false } };
    const machine = await drive(compute.virtualMachines.update(resourceGroupName, "vm-linux", off));
    assert.equal(machine.securityProfile?.encryptionAtHost, false);
  });

  describe("after Azure Disk Encryption", () => {
    const encrypted = async (): Promise<ComputeBench> => {
      const bench = computeBench({ resources, features, virtualMachines: [aWindowsMachine()] });
      for (const operation of ["EnableEncryption", "DisableEncryption"]) {
        await encryptWindows(bench, { EncryptionOperation: operation });
      }
      await bench.drive(bench.compute.virtualMachines.deallocate(resourceGroupName, "vm-windows"));
      return bench;
    };
    const isOrWas = /disk 'vm-windows_OsDisk' is or was encrypted with Azure Disk Encryption/;

    it("is refused, although the disks are decrypted", async () => {
      assert.match(await update(await encrypted(), on, "vm-windows"), isOrWas);
    });

    it("is refused for a new VM from such a disk", async () => {
      const bench = await encrypted();
      const { id = "" } = await bench.compute.disks.get(resourceGroupName, "vm-windows_OsDisk");
      await bench.drive(bench.compute.virtualMachines.delete(resourceGroupName, "vm-windows"));
      assert.match(await create(bench, aMachineFromDisk(id, on)), isOrWas);
    });

    it("is refused for a new VM from a copy of such a disk", async () => {
      const bench = await encrypted();
      const { id: sourceResourceId = "" } = await bench.compute.disks.get(
        resourceGroupName,
        "vm-windows_OsDisk",
      );
      await bench.drive(
        bench.compute.disks.createOrUpdate(resourceGroupName, "copy", {
          location: "westeurope",
          creationData: { createOption: "Copy", sourceResourceId },
        }),
      );
      const id = `${resourceGroupId}/providers/Microsoft.Compute/disks/copy`;
      assert.match(
        await create(bench, aMachineFromDisk(id, on)),
        /disk 'copy' is or was encrypted with Azure Disk Encryption/,
      );
    });
  });

  it("does not take an unmanaged disk", async () => {
    const vhdUri = "https://contoso.blob.core.windows.net/vhds/old.vhd";
    const data = { name: "old", lun: 0, diskSizeGB: 32, sku: "Standard_LRS", vhdUri } as const;
    const bench = computeBench({
      features,
      virtualMachines: [aLinuxMachine({ dataDisks: [data], powerState: "deallocated" })],
    });
    assert.match(await update(bench, on), /disk 'old' is not a managed disk/);
  });

  it("does not take a Premium SSD v2 disk of 512-byte sectors from before 2023-05-13", async () => {
    const data = { name: "old", lun: 0, diskSizeGB: 32, sku: "PremiumV2_LRS" } as const;
    const bench = computeBench({
      features,
      virtualMachines: [
        aLinuxMachine({ dataDisks: [data], powerState: "deallocated", timeCreated: "2023-01-01T00:00:00Z" }),
      ],
    });
    const { world } = bench.sandbox;
    const disk = world.resources.get(`${resourceGroupId}/providers/Microsoft.Compute/disks/old`);
    assert.ok(disk);
    const creationData = { createOption: "Empty", logicalSectorSize: 512 };
    world.resources.put({ ...disk, properties: { ...disk.properties, creationData } });
    assert.match(await update(bench, on), /disk 'old': it has sectors of 512 bytes/);
    world.resources.put({
      ...disk,
      properties: { ...disk.properties, creationData, timeCreated: "2024-01-01T00:00:00Z" },
    });
    await bench.drive(bench.compute.virtualMachines.update(resourceGroupName, "vm-linux", on));
  });
});
