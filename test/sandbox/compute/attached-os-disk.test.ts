import assert from "node:assert/strict";

import type { Disk, VirtualMachine } from "@azure/arm-compute";

import type { UploadedDisk } from "../../../lib/sandbox/blob/uploaded-disk";
import { addSecret } from "../../../lib/sandbox/keyvault/secrets";
import * as platformKeyVault from "../../../lib/sandbox/keyvault/platform-key-vault";
import { contentsOf } from "../../../lib/sandbox/keyvault/vaults-by-name";
import { resourceGroupId, resourceGroupName } from "../support";
import {
  aLinuxMachine,
  aWindowsMachine,
  computeBench,
  encryptWindows,
  keyUrl,
  vaultId,
  type ComputeBench,
} from "../support-compute";
import { aNetworkInterface, aVirtualNetwork } from "../support-network";
import { aMachineFromDisk } from "../support-new-machine";

const diskId = `${resourceGroupId}/providers/Microsoft.Compute/disks/disk-uploaded`;
const resources = [aVirtualNetwork(), aNetworkInterface()];

/** A disk as it is after its upload: what it carries was read back. */
async function aDisk(
  bench: ComputeBench,
  partitions: UploadedDisk["partitions"] = [],
  changes: Partial<Disk> = {},
): Promise<void> {
  const { compute, drive, sandbox } = bench;
  await drive(
    compute.disks.createOrUpdate(resourceGroupName, "disk-uploaded", {
      location: "westeurope",
      osType: "Windows",
      hyperVGeneration: "V1",
      diskSizeGB: 32,
      creationData: { createOption: "Empty" },
      ...changes,
    }),
  );
  sandbox.world.uploads.set(diskId.toLowerCase(), {
    diskId,
    sizeInBytes: 32 * 1024 ** 3,
    partitionTable: "mbr",
    partitions,
  });
}

async function boot(bench: ComputeBench, machine = aMachineFromDisk(diskId)): Promise<VirtualMachine> {
  return bench.drive(bench.compute.virtualMachines.createOrUpdate(resourceGroupName, "vm-new", machine));
}

const refusal = (bench: ComputeBench, machine = aMachineFromDisk(diskId)): Promise<string> =>
  bench.failure(async () =>
    bench.compute.virtualMachines.createOrUpdate(resourceGroupName, "vm-new", machine).submitted(),
  );

describe("A virtual machine from an OS disk that is there", () => {
  it("has the disk under its own name and size, the disk's generation and operating system, and no image", async () => {
    const bench = computeBench({ resources });
    await aDisk(bench);
    const { storageProfile } = await boot(bench);
    assert.equal(storageProfile?.osDisk?.name, "disk-uploaded");
    assert.equal(storageProfile.osDisk.diskSizeGB, 32);
    assert.equal(storageProfile.osDisk.osType, "Windows");
    assert.equal(storageProfile.imageReference, undefined);
    const view = await bench.instanceView("vm-new");
    assert.equal(view.hyperVGeneration, "V1");
    assert.equal(view.vmAgent?.statuses?.[0]?.displayStatus, "Ready");
    assert.equal((await bench.compute.disks.get(resourceGroupName, "disk-uploaded")).diskState, "Attached");
  });

  it("is refused with an image beside the disk", async () => {
    const bench = computeBench({ resources });
    await aDisk(bench);
    const machine = aMachineFromDisk(diskId);
    const imageReference = { publisher: "RedHat", offer: "RHEL", sku: "9_4", version: "latest" };
    assert.match(
      await refusal(bench, { ...machine, storageProfile: { ...machine.storageProfile, imageReference } }),
      /Cannot attach an existing OS disk if the VM is created from a platform or user image/,
    );
  });

  it("is refused where the disk says nothing of an operating system", async () => {
    const bench = computeBench({ resources, virtualMachines: [aLinuxMachine()] });
    const { id = "" } = await bench.compute.disks.get(resourceGroupName, "vm-linux_Data");
    await bench.drive(bench.compute.virtualMachines.delete(resourceGroupName, "vm-linux"));
    assert.match(await refusal(bench, aMachineFromDisk(id)), /it has no osType/);
  });

  it("is refused where the disk carries the other operating system", async () => {
    const bench = computeBench({ resources });
    await aDisk(bench);
    const storageProfile = {
      osDisk: { createOption: "Attach", osType: "Linux", managedDisk: { id: diskId } },
    } as const;
    assert.match(
      await refusal(bench, aMachineFromDisk(diskId, { storageProfile })),
      /carries Windows, not Linux/,
    );
  });

  it("is refused where the size can't boot the disk's generation", async () => {
    const bench = computeBench({ resources });
    await aDisk(bench);
    const hardwareProfile = { vmSize: "Standard_D2s_v6" };
    assert.match(
      await refusal(bench, aMachineFromDisk(diskId, { hardwareProfile })),
      /cannot boot Hypervisor Generation '1'/,
    );
  });

  it("is refused while the disk belongs to another VM", async () => {
    const bench = computeBench({ resources, virtualMachines: [aWindowsMachine()] });
    const { id = "" } = await bench.compute.disks.get(resourceGroupName, "vm-windows_OsDisk");
    assert.match(await refusal(bench, aMachineFromDisk(id)), /is already owned by VM/);
  });

  it("is refused where the disk is of another subscription", async () => {
    const bench = computeBench({ resources });
    const id = diskId.replace(
      /\/subscriptions\/[^/]+/,
      "/subscriptions/99999999-9999-4999-8999-999999999999",
    );
    assert.match(
      await refusal(bench, aMachineFromDisk(id)),
      /Subscription 11111111-.* of the request must match the subscription 99999999-.* contained in the managed disk id/,
    );
  });

  it("is refused while the disk waits for its upload", async () => {
    const bench = computeBench({ resources });
    const creationData = { createOption: "Upload", uploadSizeBytes: 32 * 1024 ** 2 + 512 };
    await aDisk(bench, [], { creationData });
    assert.match(await refusal(bench), /is waiting for its upload/);
  });

  it("is refused with encryption settings in the model, which belong onto the disk", async () => {
    const bench = computeBench({ resources });
    await aDisk(bench);
    const storageProfile: VirtualMachine["storageProfile"] = {
      osDisk: { createOption: "Attach", managedDisk: { id: diskId }, encryptionSettings: { enabled: true } },
    };
    assert.match(
      await refusal(bench, aMachineFromDisk(diskId, { storageProfile })),
      /put the settings on the disk \(encryptionSettingsCollection\)/,
    );
  });

  it("keeps the operating system that ran from the disk before", async () => {
    const bench = computeBench({ resources, virtualMachines: [aLinuxMachine()] });
    const { id = "" } = await bench.compute.disks.get(resourceGroupName, "vm-linux_OsDisk");
    await bench.drive(bench.compute.virtualMachines.delete(resourceGroupName, "vm-linux"));
    await boot(bench, aMachineFromDisk(id));
    assert.equal((await bench.instanceView("vm-new")).osName, "ubuntu");
  });
});

const protector = "3F2504E0-4F89-41D3-9A0C-0305E82C3301";
/** The GUID as a `.bek` file has it, with other bytes around it. */
const keyFile = Buffer.concat([
  Buffer.alloc(48, 1),
  Buffer.from("e004253f894fd3419a0c0305e82c3301", "hex"),
  Buffer.alloc(92, 2),
]);
const bitLocker: UploadedDisk["partitions"] = [
  { number: 1, offsetInBytes: 1_048_576, sizeInBytes: 524_288_000, content: { kind: "ntfs" } },
  {
    number: 2,
    offsetInBytes: 525_336_576,
    sizeInBytes: 30_000_000_000,
    content: { kind: "bitlocker", externalKeyProtectors: [protector] },
  },
];

interface Delivery {
  readonly key?: Buffer;
  readonly fileName?: string;
  readonly wrapped?: boolean;
}

/** Puts a key into the vault and its address onto the disk. */
async function stamp(
  bench: ComputeBench,
  { key = keyFile, fileName = `${protector}.BEK`, wrapped = false }: Delivery = {},
): Promise<void> {
  const { world } = bench.sandbox;
  const vault = world.resources.get(vaultId);
  assert.ok(vault);
  const value = wrapped
    ? platformKeyVault.wrap(world, keyUrl, "RSA-OAEP", key).toString("base64url")
    : key.toString("base64");
  const version = world.identifiers.version();
  addSecret(contentsOf(world, vault), {
    name: protector,
    version,
    value,
    contentType: wrapped ? "Wrapped BEK" : "BEK",
    created: world.clock.now(),
    tags: { DiskEncryptionKeyFileName: fileName, DiskEncryptionKeyEncryptionAlgorithm: "RSA-OAEP" },
  });
  const encryptionSettings = [
    {
      diskEncryptionKey: {
        sourceVault: { id: vaultId },
        secretUrl: `https://kv-test.vault.azure.net/secrets/${protector}/${version}`,
      },
      ...(wrapped ? { keyEncryptionKey: { sourceVault: { id: vaultId }, keyUrl } } : {}),
    },
  ];
  await bench.drive(
    bench.compute.disks.update(resourceGroupName, "disk-uploaded", {
      encryptionSettingsCollection: { enabled: true, encryptionSettingsVersion: "1.1", encryptionSettings },
    }),
  );
}

describe("A disk that its owner encrypted with BitLocker", () => {
  for (const wrapped of [false, true]) {
    it(`boots with its key file from the vault, ${wrapped ? "wrapped" : "not wrapped"}`, async () => {
      const bench = computeBench({ resources });
      await aDisk(bench, bitLocker);
      await stamp(bench, { wrapped });
      await boot(bench);
      const view = await bench.instanceView("vm-new");
      assert.equal(view.vmAgent?.statuses?.[0]?.displayStatus, "Ready");
      assert.ok(view.disks?.[0]?.statuses?.some(({ code }) => code === "EncryptionState/encrypted"));
      const poller = bench.compute.virtualMachines.runCommand(resourceGroupName, "vm-new", {
        commandId: "RunPowerShellScript",
        script: ["manage-bde -status"],
      });
      const { value } = await bench.drive(poller);
      assert.match(value?.[0]?.message ?? "", /Volume C: .*\n[^]*Conversion Status: +Fully Encrypted/);
    });
  }

  for (const [what, delivery] of [
    ["no settings on the disk", undefined],
    ["another disk's key file", { key: Buffer.alloc(156, 7) }],
    ["its key file under a name that is none of a key file", { fileName: "LinuxPassPhraseFileName" }],
  ] as const) {
    it(`runs and waits at its first screen with ${what}`, async () => {
      const bench = computeBench({ resources });
      await aDisk(bench, bitLocker);
      if (delivery !== undefined) await stamp(bench, delivery);
      const { provisioningState } = await boot(bench);
      assert.equal(provisioningState, "Succeeded");
      const view = await bench.instanceView("vm-new");
      assert.ok(view.statuses?.some(({ code }) => code === "PowerState/running"));
      assert.equal(view.vmAgent?.statuses?.[0]?.displayStatus, "Not Ready");
      const [guest] = bench.sandbox.world.guests.values();
      assert.deepEqual(guest?.bootState, {
        kind: "waits-for-key",
        screen: "Plug in the USB driver that has the BitLocker key",
      });
      const command = { commandId: "RunPowerShellScript", script: ["manage-bde -status"] };
      const answered = await bench.failure(async () =>
        bench.compute.virtualMachines.runCommand(resourceGroupName, "vm-new", command).submitted(),
      );
      assert.match(answered, /agent/i);
    });
  }

  it("comes up after a stop and a start once its settings are right", async () => {
    const bench = computeBench({ resources });
    await aDisk(bench, bitLocker);
    await boot(bench);
    await bench.drive(bench.compute.virtualMachines.deallocate(resourceGroupName, "vm-new"));
    await stamp(bench);
    await bench.drive(bench.compute.virtualMachines.start(resourceGroupName, "vm-new"));
    assert.equal((await bench.instanceView("vm-new")).vmAgent?.statuses?.[0]?.displayStatus, "Ready");
  });

  it("does not start at all where the host can't fetch the key", async () => {
    const bench = computeBench({ resources });
    await aDisk(bench, bitLocker);
    await stamp(bench);
    const patch = { properties: { enabledForDiskEncryption: false } };
    const vault = bench.sandbox.world.resources.get(vaultId);
    assert.ok(vault);
    bench.sandbox.world.resources.put({
      ...vault,
      properties: { ...vault.properties, ...patch.properties },
    });
    assert.match(await bench.failure(() => boot(bench)), /has not been enabled for Volume Encryption/);
  });
});

describe("A disk that its owner encrypted with LUKS", () => {
  const luks: UploadedDisk["partitions"] = [
    { number: 1, offsetInBytes: 1_048_576, sizeInBytes: 524_288_000, content: { kind: "ext" } },
    {
      number: 2,
      offsetInBytes: 525_336_576,
      sizeInBytes: 30_000_000_000,
      content: { kind: "luks", version: 2, uuid: "0c3a4a0e-5e0a-4a77-9d0e-2f1b1e5ac111" },
    },
  ];

  it("boots with a passphrase under the name that its initramfs looks for", async () => {
    const bench = computeBench({ resources });
    await aDisk(bench, luks, { osType: "Linux" });
    await stamp(bench, { key: Buffer.from("a passphrase"), fileName: "LinuxPassPhraseFileName" });
    await boot(bench);
    assert.equal((await bench.instanceView("vm-new")).vmAgent?.statuses?.[0]?.displayStatus, "Ready");
  });

  it("waits where the passphrase has another file name", async () => {
    const bench = computeBench({ resources });
    await aDisk(bench, luks, { osType: "Linux" });
    await stamp(bench, { key: Buffer.from("a passphrase"), fileName: "passphrase.txt" });
    await boot(bench);
    const [guest] = bench.sandbox.world.guests.values();
    assert.deepEqual(guest?.bootState, {
      kind: "waits-for-key",
      screen: "FAILED to find suitable passphrase file",
    });
  });
});

describe("A disk that Azure Disk Encryption encrypted", () => {
  const copyOfEncrypted = async (bench: ComputeBench): Promise<string> => {
    const { compute, drive } = bench;
    await encryptWindows(bench);
    const { id = "" } = await compute.disks.get(resourceGroupName, "vm-windows_OsDisk");
    await drive(
      compute.disks.createOrUpdate(resourceGroupName, "disk-uploaded", {
        location: "westeurope",
        creationData: { createOption: "Copy", sourceResourceId: id },
      }),
    );
    return diskId;
  };

  it("takes its encryption along into a copy, which boots with the same key", async () => {
    const bench = computeBench({ resources, virtualMachines: [aWindowsMachine()] });
    await boot(bench, aMachineFromDisk(await copyOfEncrypted(bench)));
    const view = await bench.instanceView("vm-new");
    assert.equal(view.osName, "Windows Server 2019 Datacenter");
    assert.equal(view.vmAgent?.statuses?.[0]?.displayStatus, "Ready");
  });

  it("waits for its key where the copy's settings were taken off", async () => {
    const bench = computeBench({ resources, virtualMachines: [aWindowsMachine()] });
    await copyOfEncrypted(bench);
    await bench.drive(
      bench.compute.disks.update(resourceGroupName, "disk-uploaded", {
        encryptionSettingsCollection: { enabled: false },
      }),
    );
    await boot(bench);
    assert.equal((await bench.instanceView("vm-new")).vmAgent?.statuses?.[0]?.displayStatus, "Not Ready");
  });

  it("does not meet a disk with a customer-managed key on one VM", async () => {
    const diskEncryptionSetId = `${resourceGroupId}/providers/Microsoft.Compute/diskEncryptionSets/set`;
    const data = { name: "data", lun: 0, diskSizeGB: 32, sku: "Premium_LRS", diskEncryptionSetId } as const;
    const bench = computeBench({
      resources,
      virtualMachines: [aWindowsMachine(), aLinuxMachine({ dataDisks: [data] })],
    });
    await copyOfEncrypted(bench);
    await bench.drive(bench.compute.virtualMachines.delete(resourceGroupName, "vm-linux"));
    const { id = "" } = await bench.compute.disks.get(resourceGroupName, "data");
    const dataDisks = [{ lun: 0, createOption: "Attach", managedDisk: { id } }];
    const said = await bench.failure(async () =>
      bench.compute.virtualMachines
        .update(resourceGroupName, "vm-windows", { storageProfile: { dataDisks } })
        .submitted(),
    );
    assert.match(
      said,
      /Disk '.*' is encrypted with a customer-managed key .* can't be attached to VM 'vm-windows'/,
    );
  });
});
