import assert from "node:assert/strict";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readFleetFromFiles } from "../../lib/fleet/files";
import type { Inventory } from "../../lib/azure/inventory";
import { RunbookError } from "../../lib/errors";

const subscriptionId = "11111111-2222-3333-4444-555555555555";
const compute = `/subscriptions/${subscriptionId}/resourceGroups/rg-web/providers/Microsoft.Compute`;
const vmId = `${compute}/virtualMachines/vm-1`;
const diskId = `${compute}/disks/vm-1-os`;
const setId = `${compute}/diskEncryptionSets/des-1`;

/** A disk as `az disk list` prints it: flat, with nulls, and with a small b. */
const cliDisk = {
  creationData: { createOption: "FromImage" },
  diskSizeGb: 127,
  diskState: "Attached",
  encryption: { diskEncryptionSetId: null, type: "EncryptionAtRestWithPlatformKey" },
  encryptionSettingsCollection: null,
  hyperVGeneration: "V2",
  id: diskId,
  location: "westeurope",
  managedBy: vmId,
  maxShares: null,
  name: "vm-1-os",
  osType: "Windows",
  provisioningState: "Succeeded",
  resourceGroup: "RG-WEB",
  sku: { name: "Premium_LRS", tier: "Premium" },
  tags: { owner: "web" },
  type: "Microsoft.Compute/disks",
};

/** A VM as `az vm list -d` prints it. */
const cliVirtualMachine = {
  hardwareProfile: { vmSize: "Standard_D2s_v5" },
  id: vmId,
  location: "westeurope",
  name: "vm-1",
  powerState: "VM deallocated",
  provisioningState: "Succeeded",
  resourceGroup: "rg-web",
  resources: null,
  securityProfile: null,
  storageProfile: {
    dataDisks: [],
    imageReference: {
      publisher: "MicrosoftWindowsServer",
      offer: "WindowsServer",
      sku: "2022",
      version: "latest",
    },
    osDisk: {
      name: "vm-1-os",
      osType: "Windows",
      managedDisk: { id: diskId, storageAccountType: "Premium_LRS" },
    },
  },
  tags: null,
  type: "Microsoft.Compute/virtualMachines",
};

/** The same disk as Resource Graph has it. */
const graphDisk = {
  id: diskId.toUpperCase(),
  name: "vm-1-os",
  type: "microsoft.compute/disks",
  location: "westeurope",
  managedBy: vmId,
  sku: { name: "Premium_LRS" },
  tags: null,
  properties: {
    diskState: "Attached",
    diskSizeGB: 127,
    osType: "Windows",
    encryption: { type: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId: setId },
    encryptionSettingsCollection: { enabled: true, encryptionSettings: [] },
  },
};

describe("A fleet from exported files", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "exports-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  let written = 0;
  /** Writes a file, a second after the one before. */
  const write = (name: string, content: unknown): string => {
    const path = join(folder, name);
    writeFileSync(
      path,
      typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content),
    );
    const at = new Date(Date.UTC(2026, 10, 20, 8, 0, (written += 1)));
    utimesSync(path, at, at);
    return path;
  };
  const read = async (): Promise<Inventory> => readFleetFromFiles(folder);

  it("reads what az vm list -d and az disk list print", async () => {
    write("vms.json", [cliVirtualMachine]);
    write("disks.json", [cliDisk]);
    const { virtualMachines, disks, gaps, remarks, source } = await read();
    assert.equal(source, "files");
    assert.deepEqual([gaps, remarks], [[], []]);
    const [vm] = virtualMachines;
    const [disk] = disks;
    assert.equal(vm?.powerState, "deallocated");
    assert.equal(vm.vmSize, "Standard_D2s_v5");
    assert.equal(vm.encryptionAtHost, false);
    assert.equal(vm.disks?.[0]?.managedDiskId, diskId);
    assert.equal(disk?.diskSizeGB, 127);
    assert.equal(disk.adeStamp, "never");
    assert.equal(disk.diskEncryptionSetId, null);
    assert.equal(disk.managedBy, vmId);
    assert.deepEqual(disk.tags, { owner: "web" });
  });

  it("knows that a VM has no extension where az vm list prints that it has none", async () => {
    write("vms.json", [cliVirtualMachine]);
    assert.equal((await read()).virtualMachines[0]?.hasAdeExtension, false);
  });

  it("reads what az graph query prints", async () => {
    write("graph.json", { count: 1, data: [graphDisk], skip_token: null, total_records: 1 });
    const [disk] = (await read()).disks;
    assert.equal(disk?.adeStamp, "on");
    assert.equal(disk.encryptionType, "EncryptionAtRestWithCustomerKey");
    assert.equal(disk.diskEncryptionSetId, setId);
  });

  it("takes the extension's own record for the VM's, and says nothing of VMs without one", async () => {
    const extension = {
      id: `${vmId}/extensions/AzureDiskEncryption`,
      type: "microsoft.compute/virtualmachines/extensions",
      properties: { publisher: "Microsoft.Azure.Security", type: "AzureDiskEncryption" },
    };
    const graphVm = { id: vmId, name: "vm-1", type: "microsoft.compute/virtualmachines", properties: {} };
    const other = { ...graphVm, id: `${compute}/virtualMachines/vm-2`, name: "vm-2" };
    write("graph.json", { data: [graphVm, other, extension] });
    const { virtualMachines } = await read();
    assert.deepEqual(
      virtualMachines.map(({ name, hasAdeExtension }) => [name, hasAdeExtension]),
      [
        ["vm-1", true],
        ["vm-2", undefined],
      ],
    );
  });

  it("says that a page of az graph query is not the whole", async () => {
    write("graph.json", { count: 1, data: [graphDisk], skip_token: "abc", total_records: 8412 });
    const [gap] = (await read()).gaps;
    assert.equal(gap?.code, "FileIncomplete");
    assert.equal(gap.readBefore, 1);
  });

  it("reads Resource Graph Explorer's CSV, with its JSON cells", async () => {
    const properties = JSON.stringify(graphDisk.properties).replaceAll('"', '""');
    write(
      "explorer.csv",
      `id,name,type,location,properties\n${diskId},vm-1-os,microsoft.compute/disks,westeurope,"${properties}"\n`,
    );
    const [disk] = (await read()).disks;
    assert.equal(disk?.adeStamp, "on");
    assert.equal(disk.diskSizeGB, 127);
  });

  for (const [name, separator, mark] of [
    ["commas", ",", ""],
    ["semicolons and a byte-order mark", ";", "\ufeff"],
    ["tabs", "\t", ""],
  ] as const) {
    it(`reads a CSV of projected columns with ${name}: a column that is not there says nothing`, async () => {
      const columns = ["ID", "properties_encryption_type", "diskState", "disk_size_gb"];
      const cells = [diskId, "EncryptionAtRestWithPlatformKey", "Unattached", "64"];
      write("projected.csv", `${mark}${columns.join(separator)}\r\n${cells.join(separator)}\r\n`);
      const [disk] = (await read()).disks;
      assert.equal(disk?.encryptionType, "EncryptionAtRestWithPlatformKey");
      assert.equal(disk.diskState, "Unattached");
      assert.equal(disk.diskSizeGB, 64);
      for (const untold of ["adeStamp", "managedBy", "diskEncryptionSetId", "sku"])
        assert.equal(untold in disk, false, untold);
    });
  }

  it("takes an empty cell for none, and not for untold", async () => {
    write("projected.csv", `id,managedBy\n${diskId},\n`);
    assert.equal((await read()).disks[0]?.managedBy, null);
  });

  it("reads UTF-16, which Windows PowerShell writes", async () => {
    const text = Buffer.from(JSON.stringify([cliDisk]), "utf16le");
    write("disks.json", Buffer.concat([Buffer.from([0xff, 0xfe]), text]));
    assert.equal((await read()).disks.length, 1);
  });

  it("reads a list with a byte-order mark, az rest's value, JSON lines and a single resource", async () => {
    const disks = [1, 2, 3, 4].map((number) => ({
      ...cliDisk,
      id: `${compute}/disks/d${number}`,
      name: `d${number}`,
    }));
    const [first, second, third, fourth] = disks;
    write("a.json", `\ufeff${JSON.stringify([first])}`);
    write("b.json", { value: [second] });
    write(
      "c.jsonl",
      `${JSON.stringify(third)}\n${JSON.stringify({ ...cliDisk, id: `${compute}/disks/d5`, name: "d5" })}\n`,
    );
    write("d.json", fourth);
    const names = (await read()).disks.map(({ name }) => name).sort();
    assert.deepEqual(names, ["d1", "d2", "d3", "d4", "d5"]);
  });

  it("names a JSON that is cut off as a gap, and reads the others", async () => {
    write("vms.json", JSON.stringify([cliVirtualMachine]).slice(0, -40));
    write("disks.json", [cliDisk]);
    const { disks, gaps } = await read();
    assert.equal(disks.length, 1);
    assert.equal(gaps.length, 1);
    assert.equal(gaps[0]?.scope, "vms.json");
    assert.match(gaps[0].reason, /ends in the middle/);
  });

  it("names a CSV whose quotes are not closed as a gap", async () => {
    write("broken.csv", `id,properties\n${diskId},"{""a"": 1\n`);
    write("disks.json", [cliDisk]);
    assert.match((await read()).gaps[0]?.reason ?? "", /broken\.csv is no whole CSV/);
  });

  it("counts a disk of two exports once, in whatever case, and believes the later file", async () => {
    write("old.json", [{ ...cliDisk, diskState: "Reserved" }]);
    write("new.json", { data: [graphDisk] });
    const { disks, remarks } = await read();
    assert.equal(disks.length, 1);
    assert.equal(disks[0]?.encryptionType, "EncryptionAtRestWithCustomerKey");
    assert.equal(disks[0].diskState, "Attached");
    assert.match(remarks[0] ?? "", /vm-1-os stands in old\.json and in new\.json, with another .*diskState/);
  });

  it("says nothing of an export that is there twice", async () => {
    write("one.json", [cliDisk]);
    write("two.json", [cliDisk]);
    const { disks, remarks } = await read();
    assert.equal(disks.length, 1);
    assert.deepEqual(remarks, []);
  });

  it("adds the columns of two exports up", async () => {
    write("a.csv", `id,diskState\n${diskId},Attached\n`);
    write("b.csv", `id,skuName\n${diskId.toLowerCase()},Premium_LRS\n`);
    const [disk] = (await read()).disks;
    assert.deepEqual([disk?.diskState, disk?.sku], ["Attached", "Premium_LRS"]);
  });

  it("tells how many records are of no VM or disk, or of no Azure", async () => {
    const network = {
      id: `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v`,
    };
    write("mixed.json", [cliDisk, network, { hello: "world" }]);
    const { disks, remarks } = await read();
    assert.equal(disks.length, 1);
    assert.match(remarks.join("\n"), /1 of 3 records name no resource of Azure/);
    assert.match(remarks.join("\n"), /1 records are of other resources/);
  });

  it("takes the subscriptions' names from az account list", async () => {
    write("accounts.json", [{ id: subscriptionId, name: "Production", tenantId: "t", state: "Enabled" }]);
    write("disks.json", [cliDisk]);
    assert.deepEqual((await read()).subscriptions, [{ subscriptionId, displayName: "Production" }]);
  });

  it("remarks that files of different days don't show one moment", async () => {
    write("old.json", [cliDisk]);
    const path = write("new.json", [cliVirtualMachine]);
    utimesSync(path, new Date("2026-11-25T00:00:00Z"), new Date("2026-11-25T00:00:00Z"));
    const { remarks, observedAt } = await read();
    assert.match(remarks[0] ?? "", /don't show one moment/);
    assert.equal(observedAt.toISOString(), "2026-11-25T00:00:00.000Z");
  });

  for (const [name, content] of [
    ["is empty", ""],
    ["is another program's", { hello: ["world"] }],
    ["is cut off", '[{"id": "/subscr'],
  ] as const) {
    it(`is refused where the only file ${name}`, async () => {
      write("a.json", content);
      await assert.rejects(
        read(),
        (error: unknown) => error instanceof RunbookError && error.code === "FileUnreadable",
      );
    });
  }

  it("is refused where the folder is not there, or has no export", async () => {
    await assert.rejects(read(), { code: "FileUnreadable" });
    await assert.rejects(readFleetFromFiles(join(folder, "nowhere")), { code: "FileUnreadable" });
  });
});
