import assert from "node:assert/strict";

import type { VirtualMachine } from "@azure/arm-compute";

import { resourceGroupId, resourceGroupName } from "../support";
import { aLinuxMachine, computeBench, linuxEncryption, type ComputeBench } from "../support-compute";
import { aNetworkInterface, aVirtualNetwork, networkInterfaceId, subnetId } from "../support-network";
import { aMachineFromDisk, aNewMachine, aNewWindowsMachine } from "../support-new-machine";

const fleet = { resources: [aVirtualNetwork(), aNetworkInterface()], virtualMachines: [aLinuxMachine()] };

const put = async ({ compute, drive }: ComputeBench, machine: VirtualMachine): Promise<VirtualMachine> =>
  drive(compute.virtualMachines.createOrUpdate(resourceGroupName, "vm-new", machine));

/** What Azure says to a new VM that it does not make. */
async function refusal(machine: VirtualMachine, bench: ComputeBench = computeBench(fleet)): Promise<string> {
  return bench.failure(async () =>
    bench.compute.virtualMachines.createOrUpdate(resourceGroupName, "vm-new", machine).submitted(),
  );
}

describe("A new virtual machine's name", () => {
  for (const name of ["vm-", "vm."]) {
    it(`can't be '${name}'`, async () => {
      const { compute, failure } = computeBench(fleet);
      assert.match(
        await failure(async () =>
          compute.virtualMachines.createOrUpdate(resourceGroupName, name, aNewMachine()).submitted(),
        ),
        /can't end in a period or a hyphen/,
      );
    });
  }
});

describe("A new virtual machine's network", () => {
  it("is refused where the request has none", async () => {
    const machine = aNewMachine();
    delete machine.networkProfile;
    assert.match(await refusal(machine), /Required parameter 'networkProfile' is missing \(null\)/);
  });

  it("is refused without a network interface", async () => {
    assert.match(
      await refusal(aNewMachine({ networkProfile: { networkInterfaces: [] } })),
      /at least one network interface/,
    );
  });

  it("is refused where the network interface is not there", async () => {
    const networkProfile = { networkInterfaces: [{ id: networkInterfaceId("nic-nobody") }] };
    assert.match(
      await refusal(aNewMachine({ networkProfile })),
      /nic-nobody referenced by resource .*\/vm-new was not found/,
    );
  });

  it("is refused where the network interface is in another region", async () => {
    const bench = computeBench({ resources: [aNetworkInterface("nic-free", { location: "northeurope" })] });
    assert.match(await refusal(aNewMachine(), bench), /both resources are in the same region/);
  });

  it("is refused where another VM has the network interface", async () => {
    const networkProfile = { networkInterfaces: [{ id: networkInterfaceId("vm-linux-nic") }] };
    assert.match(await refusal(aNewMachine({ networkProfile })), /is used by existing resource .*\/vm-linux/);
  });

  it("takes the interface, which says whose it is, and lets it go when the VM is deleted", async () => {
    const bench = computeBench(fleet);
    await put(bench, aNewMachine());
    const owner = (): unknown =>
      bench.sandbox.world.resources.get(networkInterfaceId("nic-free"))?.properties["virtualMachine"];
    assert.deepEqual(owner(), {
      id: `${resourceGroupId}/providers/Microsoft.Compute/virtualMachines/vm-new`,
    });
    await bench.drive(bench.compute.virtualMachines.delete(resourceGroupName, "vm-new"));
    assert.equal(owner(), undefined);
  });

  const configurations = {
    networkApiVersion: "2022-11-01",
    networkInterfaceConfigurations: [
      {
        name: "nic-made",
        primary: true,
        deleteOption: "Delete",
        ipConfigurations: [{ name: "ipconfig1", subnet: { id: subnetId } }],
      },
    ],
  };

  it("is made by Compute where the request says how, and goes with the VM", async () => {
    const bench = computeBench(fleet);
    const { networkProfile } = await put(bench, aNewMachine({ networkProfile: configurations }));
    assert.equal(networkProfile?.networkInterfaceConfigurations, undefined);
    const [made] = networkProfile?.networkInterfaces ?? [];
    assert.ok(made !== undefined);
    assert.match(made.id ?? "", /\/networkInterfaces\/nic-made-[0-9a-f]{8}$/);
    assert.equal(made.deleteOption, "Delete");
    await bench.drive(bench.compute.virtualMachines.delete(resourceGroupName, "vm-new"));
    assert.equal(bench.sandbox.world.resources.get(made.id ?? ""), undefined);
  });

  it("can't be made by Compute without an api-version of Microsoft.Network", async () => {
    const { networkInterfaceConfigurations } = configurations;
    assert.match(
      await refusal(aNewMachine({ networkProfile: { networkInterfaceConfigurations } })),
      /Required parameter 'networkProfile.networkApiVersion' is missing/,
    );
  });

  it("can't be made by Compute in a subnet that is not there", async () => {
    const networkProfile = structuredClone(configurations);
    const [configuration] = networkProfile.networkInterfaceConfigurations;
    if (configuration?.ipConfigurations[0] !== undefined)
      configuration.ipConfigurations[0].subnet.id = subnetId.replace(/default$/, "nobody");
    assert.match(await refusal(aNewMachine({ networkProfile })), /subnets\/nobody referenced by resource/);
  });
});

describe("A new virtual machine's OS profile", () => {
  const profile = aNewMachine().osProfile ?? {};

  it("is required with an image", async () => {
    const machine = aNewMachine();
    delete machine.osProfile;
    assert.match(await refusal(machine), /Required parameter 'osProfile' is missing \(null\)/);
  });

  it("is not allowed with a disk that is attached", async () => {
    const { id = "" } = await computeBench(fleet).compute.disks.get(resourceGroupName, "vm-linux_Data");
    assert.match(
      await refusal(aMachineFromDisk(id, { osProfile: profile })),
      /Parameter 'osProfile' is not allowed/,
    );
  });

  for (const [adminPassword, what] of [
    ["short", "short"],
    ["alllowercaseletters", "of one kind of characters"],
    ["Lowercaseandmore", "of two kinds"],
  ] as const) {
    it(`is refused with a password that is ${what}`, async () => {
      const osProfile = { ...profile, adminPassword };
      assert.match(
        await refusal(aNewWindowsMachine({ osProfile })),
        /The supplied password must be between 8-123 characters long and must satisfy at least 3 of password complexity/,
      );
    });
  }

  it("lets a Linux password have six characters", async () => {
    const osProfile = { ...profile, adminPassword: "Abc1.x" };
    await put(computeBench(fleet), aNewMachine({ osProfile }));
    assert.match(await refusal(aNewWindowsMachine({ osProfile })), /between 8-123 characters/);
  });

  it("never repeats the password in a refusal", async () => {
    const osProfile = { ...profile, adminPassword: "secretsecret" };
    assert.doesNotMatch(await refusal(aNewMachine({ osProfile })), /secretsecret/);
  });

  for (const [change, expected] of [
    [{ adminUsername: "administrator" }, /The Admin Username specified is not allowed/],
    [
      { adminUsername: "a-name-of-more-than-20" },
      /Windows admin user name cannot be more than 20 characters/,
    ],
    [{ adminUsername: "dana." }, /Windows admin user name cannot .* end with a period/],
    [{ adminUsername: "dana@contoso" }, /Windows admin user name cannot .* contain the following characters/],
    [{ adminPassword: "P@ssw0rd" }, /The Admin password specified is not allowed/],
    [{ computerName: "a-name-of-more-than-15" }, /Windows computer name cannot be more than 15 characters/],
  ] as const) {
    it(`is refused on Windows with ${JSON.stringify(change)}`, async () => {
      assert.match(await refusal(aNewWindowsMachine({ osProfile: { ...profile, ...change } })), expected);
    });
  }

  it("lets a Linux user's name have 64 characters", async () => {
    const osProfile = { ...profile, adminUsername: "a".repeat(64) };
    await put(computeBench(fleet), aNewMachine({ osProfile }));
    assert.match(
      await refusal(aNewMachine({ osProfile: { ...profile, adminUsername: "a".repeat(65) } })),
      /cannot be more than 64 characters/,
    );
  });

  it("needs a password or a key on Linux", async () => {
    const osProfile = { ...profile };
    delete osProfile.adminPassword;
    assert.match(
      await refusal(aNewMachine({ osProfile })),
      /Authentication using either SSH or by user name and password must be enabled in Linux profile/,
    );
    const linuxConfiguration = {
      disablePasswordAuthentication: true,
      ssh: { publicKeys: [{ path: "/home/someone/.ssh/authorized_keys", keyData: "ssh-rsa AAAA" }] },
    };
    await put(computeBench(fleet), aNewMachine({ osProfile: { ...osProfile, linuxConfiguration } }));
  });
});

describe("A new virtual machine's image", () => {
  it("is answered with the version behind latest, by the VM and by its disk", async () => {
    const bench = computeBench(fleet);
    const { storageProfile } = await put(bench, aNewMachine());
    const version = storageProfile?.imageReference?.exactVersion ?? "";
    assert.match(version, /^22\.04\.\d+$/);
    const disk = await bench.compute.disks.get(resourceGroupName, storageProfile?.osDisk?.name ?? "");
    assert.match(disk.creationData?.imageReference?.id ?? "", new RegExp(`/Versions/${version}$`));
  });

  it("that Marketplace does not have is refused", async () => {
    const imageReference = { publisher: "Canonical", offer: "ubuntu", sku: "99", version: "latest" };
    assert.match(
      await refusal(
        aNewMachine({ storageProfile: { imageReference, osDisk: { createOption: "FromImage" } } }),
      ),
      /The platform image 'Canonical:ubuntu:99:latest' is not available. Verify that all fields in the storage profile are correct/,
    );
  });

  it("that is no longer there is refused", async () => {
    const imageReference = {
      id: `${resourceGroupId}/providers/Microsoft.Compute/images/image-nobody`,
    };
    assert.match(
      await refusal(
        aNewMachine({ storageProfile: { imageReference, osDisk: { createOption: "FromImage" } } }),
      ),
      /The Image '.*\/image-nobody' cannot be found in 'westeurope' region/,
    );
  });

  it("of generation 2 makes a VM of generation 2", async () => {
    const bench = computeBench(fleet);
    const imageReference = {
      ...aNewWindowsMachine().storageProfile?.imageReference,
      sku: "2022-datacenter-g2",
    };
    await put(
      bench,
      aNewWindowsMachine({ storageProfile: { imageReference, osDisk: { createOption: "FromImage" } } }),
    );
    assert.equal((await bench.instanceView("vm-new")).hyperVGeneration, "V2");
  });

  it("of generation 1 can't be booted by a size that knows generation 2 alone", async () => {
    assert.match(
      await refusal(aNewMachine({ hardwareProfile: { vmSize: "Standard_D2s_v6" } })),
      /The selected VM size 'Standard_D2s_v6' cannot boot Hypervisor Generation '1'/,
    );
  });

  it("does not fit on a smaller disk", async () => {
    const { imageReference } = aNewWindowsMachine().storageProfile ?? {};
    const storageProfile = {
      ...(imageReference === undefined ? {} : { imageReference }),
      osDisk: { createOption: "FromImage", diskSizeGB: 64 },
    };
    assert.match(
      await refusal(aNewWindowsMachine({ storageProfile })),
      /Disk with size 64GB, which is smaller than the size 127GB of corresponding disk in Image, is not allowed/,
    );
  });
});

describe("A new virtual machine from a gallery", () => {
  const galleryId = `${resourceGroupId}/providers/Microsoft.Compute/galleries/gallery1`;
  const imageId = `${galleryId}/images/linux`;
  const plain = { location: "westeurope", properties: {} };
  const gallery = (osState: string, region = "West Europe"): Parameters<typeof computeBench>[0] => ({
    resources: [
      ...fleet.resources,
      { ...plain, id: galleryId, name: "gallery1", type: "Microsoft.Compute/galleries" },
      {
        ...plain,
        id: imageId,
        name: "linux",
        type: "Microsoft.Compute/galleries/images",
        properties: { osType: "Linux", osState, hyperVGeneration: "V2" },
      },
      {
        ...plain,
        id: `${imageId}/versions/1.0.0`,
        name: "1.0.0",
        type: "Microsoft.Compute/galleries/images/versions",
        properties: {
          publishingProfile: { targetRegions: [{ name: region }] },
          storageProfile: { osDiskImage: { sizeInGB: 40 } },
        },
      },
    ],
  });
  const fromGallery = (id: string): VirtualMachine =>
    aNewMachine({ storageProfile: { imageReference: { id }, osDisk: { createOption: "FromImage" } } });

  for (const id of [imageId, `${imageId}/versions/1.0.0`]) {
    it(`has the disk of ${id.endsWith("1.0.0") ? "the version" : "the latest version"}`, async () => {
      const { storageProfile } = await put(computeBench(gallery("Generalized")), fromGallery(id));
      assert.equal(storageProfile?.osDisk?.diskSizeGB, 40);
    });
  }

  it("is refused in a region that the version was not replicated to", async () => {
    assert.match(
      await refusal(fromGallery(imageId), computeBench(gallery("Generalized", "North Europe"))),
      /The gallery image .* is not available in westeurope region. Please contact image owner to replicate/,
    );
  });

  it("has no OS profile where the image is specialized", async () => {
    const bench = computeBench(gallery("Specialized"));
    assert.match(await refusal(fromGallery(imageId), bench), /Parameter 'osProfile' is not allowed/);
  });

  it("of Linux can't be encrypted by Azure Disk Encryption", async () => {
    const bench = computeBench(gallery("Generalized"));
    await put(bench, fromGallery(imageId));
    const poller = bench.compute.virtualMachineExtensions.createOrUpdate(
      resourceGroupName,
      "vm-new",
      "AzureDiskEncryptionForLinux",
      linuxEncryption({ VolumeType: "OS" }),
    );
    assert.match(
      await bench.failure(() => bench.drive(poller)),
      /A Linux VM from a custom image can't be encrypted/,
    );
  });
});

describe("A Marketplace image", () => {
  it("is looked up by publisher, offer, SKU and version", async () => {
    const { virtualMachineImages } = computeBench().compute;
    const place = ["westeurope", "Canonical", "0001-com-ubuntu-server-jammy", "22_04-lts-gen2"] as const;
    const [newest] = await virtualMachineImages.list(...place, { top: 1, orderby: "name desc" });
    const image = await virtualMachineImages.get(...place, newest?.name ?? "");
    assert.equal(image.hyperVGeneration, "V2");
    assert.equal(image.osDiskImage?.operatingSystem, "Linux");
    const skus = await virtualMachineImages.listSkus(place[0], place[1], place[2]);
    assert.deepEqual(
      skus.map(({ name }) => name),
      ["22_04-lts", "22_04-lts-gen2"],
    );
    assert.ok(
      (await virtualMachineImages.listPublishers("westeurope")).some(({ name }) => name === "RedHat"),
    );
    assert.ok(
      (await virtualMachineImages.listOffers("westeurope", "RedHat")).some(({ name }) => name === "RHEL"),
    );
  });

  it("that there is not is answered with NotFound", async () => {
    const { compute, failure } = computeBench();
    assert.match(
      await failure(() => compute.virtualMachineImages.list("westeurope", "Canonical", "nothing", "at-all")),
      /Artifact: VMImage was not found/,
    );
  });
});
