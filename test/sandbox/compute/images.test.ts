import assert from "node:assert/strict";

import { resourceGroupName } from "../support";
import { aLinuxMachine } from "../support-compute";
import { aNewMachine } from "../support-new-machine";
import { aNetworkInterface, aVirtualNetwork } from "../support-network";
import {
  aSet,
  computeId,
  encryptionBench,
  fleetWithSet,
  setId,
  type EncryptionBench,
} from "../support-disk-encryption-sets";

const machine = aLinuxMachine({ powerState: "deallocated", hyperVGeneration: "V2" });
const machineId = computeId("virtualMachines", machine.name);
const anImage = { location: "westeurope", sourceVirtualMachine: { id: machineId } };

function bench(changes: Parameters<typeof fleetWithSet>[0] = {}): EncryptionBench {
  return encryptionBench(fleetWithSet({ virtualMachines: [machine], ...changes }));
}

function generalize({ sandbox }: EncryptionBench): void {
  const guest = sandbox.world.guests.get(machineId.toLowerCase());
  assert.ok(guest !== undefined);
  guest.generalized = true;
}

describe("An image", () => {
  it("is made of a generalized VM, with all its disks", async () => {
    const images = bench();
    generalize(images);
    const { compute, drive } = images;
    const image = await drive(compute.images.createOrUpdate(resourceGroupName, "i1", anImage));
    assert.equal(image.provisioningState, "Succeeded");
    assert.equal(image.hyperVGeneration, "V2");
    const { osDisk, dataDisks } = image.storageProfile ?? {};
    assert.equal(osDisk?.osType, "Linux");
    assert.equal(osDisk.osState, "Generalized");
    assert.equal(osDisk.diskSizeGB, 30);
    assert.equal(osDisk.managedDisk?.id, computeId("disks", "vm-linux_OsDisk"));
    assert.deepEqual(
      dataDisks?.map(({ lun, diskSizeGB }) => [lun, diskSizeGB]),
      [[0, 32]],
    );
  });

  it("is not made of a VM that was not generalized, nor of none", async () => {
    const { compute, failure } = bench();
    assert.match(
      await failure(async () => compute.images.createOrUpdate(resourceGroupName, "i1", anImage).submitted()),
      /No image can be made of VM 'vm-linux': it was not generalized/,
    );
    const sourceVirtualMachine = { id: computeId("virtualMachines", "nowhere") };
    assert.match(
      await failure(async () =>
        compute.images
          .createOrUpdate(resourceGroupName, "i1", { ...anImage, sourceVirtualMachine })
          .submitted(),
      ),
      /The VM \S+\/nowhere is not found/,
    );
  });

  it("is made of disks and snapshots", async () => {
    const { compute, drive } = bench();
    const creationData = { createOption: "Copy", sourceResourceId: computeId("disks", "vm-linux_OsDisk") };
    const snapshot = { location: "westeurope", creationData };
    await drive(compute.snapshots.createOrUpdate(resourceGroupName, "s1", snapshot));
    const image = await drive(
      compute.images.createOrUpdate(resourceGroupName, "i1", {
        location: "westeurope",
        storageProfile: {
          osDisk: { osType: "Linux", osState: "Generalized", snapshot: { id: computeId("snapshots", "s1") } },
          dataDisks: [{ lun: 0, managedDisk: { id: computeId("disks", "vm-linux_Data") } }],
        },
      }),
    );
    assert.equal(image.storageProfile?.osDisk?.diskSizeGB, 30);
    assert.equal(image.storageProfile.osDisk.caching, "None");
    assert.equal(image.storageProfile.dataDisks?.[0]?.storageAccountType, "Standard_LRS");
    assert.equal(image.hyperVGeneration, "V2");
  });

  it("needs sources that are there, in its own region", async () => {
    const { compute, failure } = bench();
    const imageOf =
      (name: string, location: string): (() => Promise<unknown>) =>
      async () =>
        compute.images
          .createOrUpdate(resourceGroupName, "i1", {
            location,
            storageProfile: {
              osDisk: {
                osType: "Linux",
                osState: "Generalized",
                managedDisk: { id: computeId("disks", name) },
              },
            },
          })
          .submitted();
    assert.match(await failure(imageOf("nothing", "westeurope")), /The source \S+ of an image is not found/);
    assert.match(await failure(imageOf("vm-linux_OsDisk", "northeurope")), /must be in one region/);
  });

  it("is encrypted with the platform's key by itself", async () => {
    const images = bench({ resources: [aSet(), aVirtualNetwork(), aNetworkInterface()] });
    generalize(images);
    const { compute, drive } = images;
    const image = await drive(compute.images.createOrUpdate(resourceGroupName, "i1", anImage));
    const imageReference = { id: image.id ?? "" };
    const created = await drive(
      compute.virtualMachines.createOrUpdate(
        resourceGroupName,
        "vm-new",
        aNewMachine({ storageProfile: { imageReference } }),
      ),
    );
    // An image has no word for the platform's key: its disks name no set, and so the disks of the VMs that are made from it.
    const ofImage = [image.storageProfile?.osDisk, ...(image.storageProfile?.dataDisks ?? [])];
    assert.deepEqual(
      ofImage.map((disk) => disk?.diskEncryptionSet),
      [undefined, undefined],
    );
    const { name = "" } = created.storageProfile?.osDisk ?? {};
    const { encryption } = await compute.disks.get(resourceGroupName, name);
    assert.equal(encryption?.type, "EncryptionAtRestWithPlatformKey");
    assert.equal(encryption.diskEncryptionSetId, undefined);
  });

  it("is encrypted with the set of its source, or with the one that it names", async () => {
    const images = bench({
      virtualMachines: [{ ...machine, osDisk: { ...machine.osDisk, diskEncryptionSetId: setId } }],
    });
    generalize(images);
    const { compute, drive } = images;
    const image = await drive(compute.images.createOrUpdate(resourceGroupName, "i1", anImage));
    assert.match(image.storageProfile?.osDisk?.diskEncryptionSet?.id ?? "", /des-test$/);
    assert.equal(image.storageProfile?.dataDisks?.[0]?.diskEncryptionSet, undefined);
    const named = await drive(
      compute.images.createOrUpdate(resourceGroupName, "i2", {
        location: "westeurope",
        storageProfile: {
          osDisk: {
            osType: "Linux",
            osState: "Generalized",
            managedDisk: { id: computeId("disks", "vm-linux_Data") },
            diskEncryptionSet: { id: setId },
          },
        },
      }),
    );
    assert.equal(named.storageProfile?.osDisk?.diskEncryptionSet?.id, setId);
  });

  it("can't be encrypted with a set of another region", async () => {
    const { compute, failure } = bench({ resources: [aSet({ location: "northeurope" })] });
    const osDisk = {
      osType: "Linux",
      osState: "Generalized",
      managedDisk: { id: computeId("disks", "vm-linux_Data") },
      diskEncryptionSet: { id: setId },
    } as const;
    assert.match(
      await failure(async () =>
        compute.images
          .createOrUpdate(resourceGroupName, "i1", { location: "westeurope", storageProfile: { osDisk } })
          .submitted(),
      ),
      /'des-test' is in northeurope, 'i1' in westeurope/,
    );
  });

  it("has its tags changed, and nothing else; is listed; and goes", async () => {
    const images = bench();
    generalize(images);
    const { compute, drive, failure } = images;
    await drive(compute.images.createOrUpdate(resourceGroupName, "i1", anImage));
    const tagged = await drive(compute.images.update(resourceGroupName, "i1", { tags: { a: "1" } }));
    assert.deepEqual(tagged.tags, { a: "1" });
    assert.match(
      await failure(async () =>
        compute.images.update(resourceGroupName, "i1", { hyperVGeneration: "V1" }).submitted(),
      ),
      /Changing property 'hyperVGeneration' is not allowed/,
    );
    const names: (string | undefined)[] = [];
    for await (const { name } of compute.images.list()) names.push(name);
    for await (const { name } of compute.images.listByResourceGroup(resourceGroupName)) names.push(name);
    assert.deepEqual(names, ["i1", "i1"]);
    await drive(compute.images.delete(resourceGroupName, "i1"));
    await assert.rejects(compute.images.get(resourceGroupName, "i1"), { statusCode: 404 });
  });
});
