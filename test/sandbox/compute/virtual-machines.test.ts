import assert from "node:assert/strict";

import { setPageSize } from "../../../lib/sandbox/paging";
import { credentialOf, resourceGroupName, subscriptionId } from "../support";
import { aLinuxMachine, aWindowsMachine, computeBench, type ComputeBench } from "../support-compute";
import { aNetworkInterface } from "../support-network";
import { aNewMachine } from "../support-new-machine";

const newMachine = aNewMachine();
const withDataDisk = aNewMachine({
  storageProfile: {
    ...newMachine.storageProfile,
    dataDisks: [
      { lun: 0, createOption: "Empty", diskSizeGB: 32, managedDisk: { storageAccountType: "Premium_LRS" } },
    ],
  },
});

/** One request past the clients, for what they hide: status, headers, body. */
async function raw(
  { sandbox }: ComputeBench,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }> {
  const token = await credentialOf(sandbox).getToken("https://management.azure.com/.default");
  const response = await sandbox.fetch(
    new Request(`https://management.azure.com/subscriptions/${subscriptionId}${path}`, {
      method,
      headers: { authorization: `Bearer ${token?.token ?? ""}`, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}
const machinePath = (name: string): string =>
  `/resourceGroups/${resourceGroupName}/providers/Microsoft.Compute/virtualMachines/${name}?api-version=2026-03-01`;

const resources = [aNetworkInterface()];

describe("A new virtual machine", () => {
  it("comes with disks made from its image, an operating system and a ready agent", async () => {
    const { compute, drive } = computeBench({ resources });
    await drive(compute.virtualMachines.createOrUpdate(resourceGroupName, "vm-new", withDataDisk));
    const machine = await compute.virtualMachines.get(resourceGroupName, "vm-new", {
      expand: "instanceView",
    });
    assert.equal(machine.provisioningState, "Succeeded");
    assert.match(machine.storageProfile?.osDisk?.name ?? "", /^vm-new_OsDisk_1_[0-9a-f]{32}$/);
    assert.equal(machine.storageProfile?.osDisk?.diskSizeGB, 30);
    assert.equal(machine.osProfile?.adminPassword, undefined);
    assert.equal(machine.instanceView?.osName, "ubuntu");
    assert.equal(machine.instanceView.osVersion, "22.04");
    assert.equal(machine.instanceView.vmAgent?.statuses?.[0]?.displayStatus, "Ready");
    assert.equal(machine.instanceView.disks?.length, 2);
    const disk = await compute.disks.get(
      resourceGroupName,
      machine.storageProfile.dataDisks?.[0]?.name ?? "",
    );
    assert.equal(disk.diskState, "Attached");
    assert.equal(disk.managedBy, machine.id);
  });

  it("is answered with 201, a status URL, no location, and no names of disks yet", async () => {
    const { hardwareProfile, osProfile, networkProfile } = newMachine;
    const storageProfile = {
      imageReference: {
        publisher: "MicrosoftWindowsServer",
        offer: "WindowsServer",
        sku: "2022-datacenter-g2",
        version: "latest",
      },
      osDisk: { createOption: "FromImage" },
    };
    const body = {
      location: "West Europe",
      properties: { hardwareProfile, osProfile, networkProfile, storageProfile },
    };
    const answer = await raw(computeBench({ resources }), "PUT", machinePath("vm-new"), body);
    assert.equal(answer.status, 201);
    assert.match(
      answer.headers.get("azure-asyncoperation") ?? "",
      /\/locations\/westeurope\/operations\/[0-9a-f-]{36}\?p=/,
    );
    assert.equal(answer.headers.get("azure-asyncnotification"), "Enabled");
    assert.equal(answer.headers.get("location"), null);
    assert.equal(answer.headers.get("retry-after"), "10");
    const { provisioningState, storageProfile: stored } = answer.body["properties"] as Record<
      string,
      Record<string, Record<string, unknown>>
    >;
    assert.equal(provisioningState, "Creating");
    assert.equal(stored?.["osDisk"]?.["name"], undefined);
    assert.equal(stored?.["osDisk"]?.["osType"], "Windows");
  });

  it("is refused with a size that the region does not have", async () => {
    const { compute, failure } = computeBench();
    const machine = { ...newMachine, hardwareProfile: { vmSize: "Standard_Z9" } };
    assert.match(
      await failure(async () =>
        compute.virtualMachines.createOrUpdate(resourceGroupName, "vm-new", machine).submitted(),
      ),
      /The value Standard_Z9 provided for the VM size is not valid/,
    );
  });
});

describe("A virtual machine", () => {
  it("is read with its power state, its generation and its operating system", async () => {
    const { compute } = computeBench({ virtualMachines: [aWindowsMachine({ hyperVGeneration: "V2" })] });
    const machine = await compute.virtualMachines.get(resourceGroupName, "VM-Windows", {
      expand: "instanceView",
    });
    assert.equal(machine.name, "vm-windows");
    assert.equal(machine.instanceView?.hyperVGeneration, "V2");
    assert.equal(machine.instanceView.osName, "Windows Server 2019 Datacenter");
    assert.equal(machine.instanceView.osVersion, "Microsoft Windows NT 10.0.17763.0");
    assert.deepEqual(
      machine.instanceView.statuses?.map(({ code }) => code),
      ["ProvisioningState/succeeded", "PowerState/running"],
    );
    assert.deepEqual(
      machine.instanceView.disks?.[0]?.statuses?.map(({ code }) => code),
      ["ProvisioningState/succeeded"],
    );
  });

  it("tells nothing of its agent while it is deallocated", async () => {
    const { instanceView } = computeBench({
      virtualMachines: [aLinuxMachine({ powerState: "deallocated" })],
    });
    const view = await instanceView("vm-linux");
    assert.equal(view.vmAgent, undefined);
    assert.equal(view.osName, undefined);
    assert.equal(view.statuses?.[1]?.code, "PowerState/deallocated");
  });

  it("has an agent that is Not Ready while it is stopped", async () => {
    const { instanceView } = computeBench({ virtualMachines: [aLinuxMachine({ powerState: "stopped" })] });
    assert.equal((await instanceView("vm-linux")).vmAgent?.statuses?.[0]?.displayStatus, "Not Ready");
  });

  it("is answered with ResourceNotFound where it is not there", async () => {
    const answer = await raw(computeBench(), "GET", machinePath("vm-nobody"));
    assert.equal(answer.status, 404);
    assert.equal(answer.headers.get("x-ms-failure-cause"), "gateway");
    assert.match(
      JSON.stringify(answer.body),
      /The Resource 'Microsoft.Compute\/virtualMachines\/vm-nobody' under resource group 'rg-test' was not found/,
    );
  });

  it("changes its etag with each change, and holds to If-Match", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine()] });
    const { etag = "" } = await bench.compute.virtualMachines.get(resourceGroupName, "vm-linux");
    const changed = await raw(
      bench,
      "PATCH",
      machinePath("vm-linux"),
      { tags: { a: "1" } },
      { "if-match": etag },
    );
    assert.equal(changed.status, 200);
    assert.notEqual(changed.body["etag"], etag);
    assert.equal(changed.headers.get("etag"), changed.body["etag"]);
    assert.equal(
      (await raw(bench, "PATCH", machinePath("vm-linux"), { tags: { a: "2" } }, { "if-match": etag })).status,
      412,
    );
    assert.equal(
      (await raw(bench, "PUT", machinePath("vm-linux"), {}, { "if-none-match": "*" })).status,
      412,
    );
  });

  it("takes new tags without an operation", async () => {
    const bench = computeBench({ virtualMachines: [aLinuxMachine()] });
    const answer = await raw(bench, "PATCH", machinePath("vm-linux"), { tags: { owner: "ops" } });
    assert.equal(answer.headers.get("azure-asyncoperation"), null);
    const machine = await bench.compute.virtualMachines.get(resourceGroupName, "vm-linux");
    assert.deepEqual(machine.tags, { owner: "ops" });
    assert.equal(machine.provisioningState, "Succeeded");
  });

  it("changes its size in an operation", async () => {
    const { compute, drive } = computeBench({ virtualMachines: [aLinuxMachine()] });
    const update = { hardwareProfile: { vmSize: "Standard_D4s_v5" } };
    const machine = await drive(compute.virtualMachines.update(resourceGroupName, "vm-linux", update));
    assert.equal(machine.hardwareProfile?.vmSize, "Standard_D4s_v5");
    assert.equal(machine.provisioningState, "Succeeded");
  });

  it("gets encryption at host only while it is deallocated", async () => {
    const { compute, drive, failure } = computeBench({
      virtualMachines: [aLinuxMachine()],
      features: [{ subscriptionId, name: "Microsoft.Compute/EncryptionAtHost" }],
    });
    const update = { securityProfile: { encryptionAtHost: true } };
    assert.match(
      await failure(async () =>
        compute.virtualMachines.update(resourceGroupName, "vm-linux", update).submitted(),
      ),
      /'securityProfile.encryptionAtHost' can be updated only when VM is in deallocated state/,
    );
    await drive(compute.virtualMachines.deallocate(resourceGroupName, "vm-linux"));
    const machine = await drive(compute.virtualMachines.update(resourceGroupName, "vm-linux", update));
    assert.equal(machine.securityProfile?.encryptionAtHost, true);
  });

  it("attaches a new data disk and lets it go again", async () => {
    const { compute, drive } = computeBench({ virtualMachines: [aWindowsMachine()] });
    const dataDisks = [{ lun: 0, name: "vm-windows_New", createOption: "Empty", diskSizeGB: 16 }];
    await drive(
      compute.virtualMachines.update(resourceGroupName, "vm-windows", { storageProfile: { dataDisks } }),
    );
    assert.equal((await compute.disks.get(resourceGroupName, "vm-windows_New")).diskState, "Attached");
    await drive(
      compute.virtualMachines.update(resourceGroupName, "vm-windows", { storageProfile: { dataDisks: [] } }),
    );
    const disk = await compute.disks.get(resourceGroupName, "vm-windows_New");
    assert.equal(disk.diskState, "Unattached");
    assert.equal(disk.managedBy, undefined);
  });

  it("can't attach a disk that another VM owns", async () => {
    const { compute, failure } = computeBench({ virtualMachines: [aWindowsMachine(), aLinuxMachine()] });
    const { id } = await compute.disks.get(resourceGroupName, "vm-linux_Data");
    const update = {
      storageProfile: { dataDisks: [{ lun: 0, createOption: "Attach", managedDisk: { id: id ?? "" } }] },
    };
    assert.match(
      await failure(async () =>
        compute.virtualMachines.update(resourceGroupName, "vm-windows", update).submitted(),
      ),
      /Disk 'vm-linux_Data' cannot be attached as the disk is already owned by VM/,
    );
  });

  it("is deleted without its disks", async () => {
    const { compute, drive, failure } = computeBench({ virtualMachines: [aLinuxMachine()] });
    await drive(compute.virtualMachines.delete(resourceGroupName, "vm-linux"));
    assert.match(
      await failure(() => compute.virtualMachines.get(resourceGroupName, "vm-linux")),
      /was not found/,
    );
    assert.equal((await compute.disks.get(resourceGroupName, "vm-linux_OsDisk")).diskState, "Unattached");
  });
});

describe("A list of virtual machines", () => {
  const virtualMachines = ["a", "b", "c"].map((letter) =>
    aLinuxMachine({
      name: `vm-${letter}`,
      osDisk: { name: `os-${letter}`, diskSizeGB: 30, sku: "Premium_LRS" },
      dataDisks: [],
    }),
  );

  it("comes in pages", async () => {
    const { compute, sandbox, seen } = computeBench({ virtualMachines });
    setPageSize(sandbox.world, 2);
    const names: (string | undefined)[] = [];
    for await (const machine of compute.virtualMachines.list(resourceGroupName)) names.push(machine.name);
    assert.deepEqual(names, ["vm-a", "vm-b", "vm-c"]);
    assert.equal(seen.filter((line) => line.includes("/virtualMachines?")).length, 2);
  });

  it("reaches over the whole subscription, with run-time status where it is asked for", async () => {
    const { compute } = computeBench({ virtualMachines });
    const states: (string | undefined)[] = [];
    for await (const machine of compute.virtualMachines.listAll({ statusOnly: "true" })) {
      states.push(machine.instanceView?.statuses?.[1]?.code);
    }
    assert.deepEqual(states, ["PowerState/running", "PowerState/running", "PowerState/running"]);
  });
});
