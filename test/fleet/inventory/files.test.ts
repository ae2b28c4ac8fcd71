import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Inventory } from "../../../lib/fleet/nouns/inventory";
import { coverageOf } from "../../../lib/fleet/coverage/coverage-of";
import { RunbookError } from "../../../lib/azure/errors";
import { readFleetFromFiles } from "../../../lib/fleet/inventory/files";
import { fails } from "./fails";

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
    provisioningState: "Succeeded",
  },
};

/** The disk as Resource Manager answers it, which leaves out what it does not have. */
const restDisk = {
  id: diskId,
  name: "vm-1-os",
  type: "Microsoft.Compute/disks",
  location: "westeurope",
  sku: { name: "Premium_LRS" },
  properties: {
    diskState: "Unattached",
    encryption: { type: "EncryptionAtRestWithPlatformKey" },
    provisioningState: "Succeeded",
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
  /** Most tests write a list of one kind, and are about something else than that the other is missing. */
  const read = async (): Promise<Inventory> => {
    const inventory = await readFleetFromFiles(folder);
    return { ...inventory, remarks: inventory.remarks.filter((one) => !/^No file lists|^Of the /.test(one)) };
  };

  it("says what is not known because no file lists the VMs, or the disks", async () => {
    write("disks.json", [cliDisk]);
    assert.match((await readFleetFromFiles(folder)).remarks.join(), /^No file lists VMs: [^.]+\. [^.]+\.$/);
    rmSync(join(folder, "disks.json"));
    write("vms.json", [cliVirtualMachine]);
    assert.match((await readFleetFromFiles(folder)).remarks.join(), /^No file lists disks: [^.]+\. [^.]+\.$/);
  });

  it("says which columns a query should have taken along", async () => {
    const csv = (rows: readonly string[]): string => rows.join("\n");
    write("disks.csv", csv(["id,diskState", `${diskId},Attached`]));
    write("vms.csv", csv(["id,vmSize,encryptionAtHost,storageProfile", `${vmId},Standard_D2s_v5,true,{}`]));
    const { remarks } = await readFleetFromFiles(folder);
    assert.deepEqual(
      remarks.filter((one) => one.startsWith("Of the ")),
      [
        "Of the disks no export has the columns properties.encryption.type, properties.encryptionSettingsCollection.enabled: what hangs on them is not known.",
      ],
    );
  });

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

  it("knows that a VM has no extension where az vm list leaves them out", async () => {
    const { resources, ...without } = cliVirtualMachine;
    assert.equal(resources, null);
    write("vms.json", [without]);
    assert.equal((await read()).virtualMachines[0]?.hasAdeExtension, false);
  });

  it("knows of the extension of Azure Disk Encryption what az vm list -d prints, and none of its keys", async () => {
    const extension = {
      id: `${vmId}/extensions/AzureDiskEncryption`,
      name: "AzureDiskEncryption",
      provisioningState: "Failed",
      publisher: "Microsoft.Azure.Security",
      settings: {
        EncryptionOperation: "EnableEncryption",
        KeyVaultURL: "https://kv-1.vault.azure.net/",
        VolumeType: "All",
      },
      typePropertiesType: "AzureDiskEncryption",
    };
    write("vms.json", [{ ...cliVirtualMachine, resources: [extension] }]);
    const [vm] = (await read()).virtualMachines;
    assert.equal(vm?.hasAdeExtension, true);
    assert.deepEqual(vm.adeExtension, {
      provisioningState: "Failed",
      encryptionOperation: "EnableEncryption",
      volumeType: "All",
    });
  });

  it("reads the lists that a loop over resource groups prints, one after the other", async () => {
    const printed = (records: readonly unknown[]): string => `${JSON.stringify(records, undefined, 2)}\n`;
    const other = { ...cliDisk, id: `${compute}/disks/vm-1-data`, name: "vm-1-data" };
    write("disks.json", [printed([cliDisk]), printed([]), printed([other])].join(""));
    const { disks, gaps } = await read();
    assert.deepEqual([disks.map(({ name }) => name), gaps], [[cliDisk.name, "vm-1-data"], []]);
  });

  it("has a gap for each query that is not whole of several that were printed one after the other", async () => {
    const printed = (answer: object): string => `${JSON.stringify(answer, undefined, 2)}\n`;
    const other = { ...graphDisk, id: `${compute}/disks/vm-1-data`, name: "vm-1-data" };
    write(
      "graph.json",
      printed({ count: 1, data: [graphDisk], skip_token: "abc", total_records: 500 }) +
        printed({ count: 1, data: [other], skip_token: null, total_records: 1 }),
    );
    write(
      "rest.json",
      printed({ value: [graphDisk], nextLink: "https://next" }) + printed({ value: [other] }),
    );
    const { disks, gaps } = await read();
    assert.equal(disks.length, 2);
    assert.deepEqual(gaps.map(({ scope, code }) => [scope, code]).sort(), [
      ["graph.json", "FileIncomplete"],
      ["rest.json", "FileIncomplete"],
    ]);
    assert.match(gaps.map(({ reason }) => reason).join(), /1 of the 500 records/);
  });

  it("is whole where the pages of a query were printed one after the other", async () => {
    const printed = (answer: object): string => `${JSON.stringify(answer, undefined, 2)}\n`;
    const other = { ...graphDisk, id: `${compute}/disks/vm-1-data`, name: "vm-1-data" };
    write(
      "graph.json",
      printed({ count: 1, data: [graphDisk], skip_token: "abc", total_records: 2 }) +
        printed({ count: 1, data: [other], skip_token: null, total_records: 2 }),
    );
    const { disks, gaps } = await read();
    assert.deepEqual([disks.length, gaps], [2, []]);
  });

  it("is the same in whichever order a query has its columns", async () => {
    const disk = {
      id: diskId,
      name: "vm-1-os",
      encryptionType: "EncryptionAtRestWithCustomerKey",
      osType: "Windows",
      properties: graphDisk.properties,
    };
    write("disks.json", [disk]);
    const { disks } = await read();
    write("disks.json", [Object.fromEntries(Object.entries(disk).reverse())]);
    assert.deepEqual((await read()).disks, disks);
    assert.equal(disks[0]?.diskEncryptionSetId, setId);
  });

  it("believes a list of VMs that is newer than an export of extensions, and says so", async () => {
    const extension = {
      id: `${vmId}/extensions/AzureDiskEncryption`,
      type: "microsoft.compute/virtualmachines/extensions",
      properties: { publisher: "Microsoft.Azure.Security", type: "AzureDiskEncryption" },
    };
    write("old.json", [extension]);
    write("vms.json", [cliVirtualMachine]);
    const newer = await read();
    assert.equal(newer.virtualMachines[0]?.hasAdeExtension, false);
    assert.match(
      newer.remarks.join(),
      /vm-1 stands in old\.json and in vms\.json, with another hasAdeExtension/,
    );
    write("old.json", [extension]);
    const older = await read();
    assert.equal(older.virtualMachines[0]?.hasAdeExtension, true);
    assert.match(older.remarks.join(), /with another hasAdeExtension: old\.json, which was written last/);
  });

  it("does not keep from an older file what a newer one says is not there", async () => {
    write("old.json", [{ ...cliDisk, tags: { kek: "https://kv-1.vault.azure.net/keys/kek/1" } }]);
    assert.deepEqual((await read()).disks[0]?.tagsLeftOut, ["kek"]);
    write("new.json", [{ ...cliDisk, tags: { kek: "none" } }]);
    const [disk] = (await read()).disks;
    assert.deepEqual([disk?.tags, disk?.tagsLeftOut], [{ kek: "none" }, undefined]);
  });

  it("takes a subscription's name from Resource Graph's row of it, and knows a resource group for another resource", async () => {
    write("graph.json", {
      data: [
        graphDisk,
        {
          id: `/subscriptions/${subscriptionId}`,
          name: "Production",
          type: "microsoft.resources/subscriptions",
        },
        { id: `/subscriptions/${subscriptionId}/resourceGroups/rg-web`, name: "rg-web" },
      ],
    });
    const { subscriptions, remarks } = await read();
    assert.equal(subscriptions[0]?.displayName, "Production");
    assert.match(remarks.join(), /1 records? (?:are|is) of other resources/);
  });

  it("does not take lists one after the other for whole where the last is cut off", async () => {
    const printed = `${JSON.stringify([cliDisk], undefined, 2)}\n`;
    write("disks.json", [cliDisk]);
    write("more.json", `${printed}${printed.slice(0, 40)}`);
    assert.deepEqual(
      (await read()).gaps.map(({ scope, code }) => [scope, code]),
      [["more.json", "FileUnreadable"]],
    );
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
    const { gaps } = await read();
    assert.deepEqual(
      gaps.map(({ scope, code, readBefore }) => [scope, code, readBefore]),
      [["graph.json", "FileIncomplete", 1]],
    );
    assert.match(gaps[0]?.reason ?? "", /1 of the 8412 records of the query, so that 8411 are missing/);
  });

  describe("of which az graph query printed several pages", () => {
    const disksOf = (...names: readonly string[]) =>
      names.map((name) => ({ ...graphDisk, id: `${compute}/disks/${name}`, name }));
    const pageOf = (total: number, data: readonly object[], skipToken: string | null = null) => ({
      count: data.length,
      data,
      skip_token: skipToken,
      total_records: total,
    });
    const network = {
      id: `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v`,
    };

    it("is whole where the pages have all records together, of whatever they are", async () => {
      write("1.json", pageOf(4, disksOf("a"), "more"));
      write("2.json", pageOf(4, [network], "more"));
      write("3.json", pageOf(4, disksOf("b", "c")));
      assert.deepEqual((await read()).gaps, []);
    });

    it("is whole where the query has several rows of one disk", async () => {
      write("1.json", pageOf(4, disksOf("a", "a", "a"), "more"));
      write("2.json", pageOf(4, disksOf("b")));
      assert.deepEqual((await read()).gaps, []);
    });

    it("has one gap where one of them is missing, with how many records that are", async () => {
      write("1.json", pageOf(5, disksOf("a", "b"), "more"));
      write("3.json", pageOf(5, disksOf("e")));
      const { gaps } = await read();
      assert.deepEqual(
        gaps.map(({ scope, readBefore }) => [scope, readBefore]),
        [["1.json, 3.json", 3]],
      );
      assert.match(gaps[0]?.reason ?? "", /3 of the 5 records .* 2 are missing/);
    });

    it("has one where a page stands there twice in place of the next", async () => {
      write("1.json", pageOf(4, disksOf("a", "b"), "more"));
      write("2.json", pageOf(4, disksOf("A", "b"), "more"));
      assert.match((await read()).gaps[0]?.reason ?? "", /2 of the 4 records/);
    });

    it("is not whole because another query has the same total", async () => {
      const vms = ["a", "b"].map((name) => ({
        ...cliVirtualMachine,
        id: `${compute}/virtualMachines/${name}`,
      }));
      write("disks.json", pageOf(3, disksOf("a", "b"), "more"));
      write("vms.json", pageOf(3, vms, "more"));
      const { gaps } = await read();
      assert.deepEqual(
        gaps.map(({ scope, readBefore }) => [scope, readBefore]),
        [
          ["disks.json", 2],
          ["vms.json", 2],
        ],
      );
    });
  });

  it("says of a page of az rest that names a next one that it may not be the whole", async () => {
    write("rest.json", { value: [restDisk], nextLink: "https://management.azure.com/next" });
    assert.match((await read()).gaps[0]?.reason ?? "", /rest\.json has a page of more/);
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

  it("knows that a disk has neither a holder nor tags where Resource Manager's own answer leaves both out", async () => {
    write("disks.json", { value: [restDisk] });
    const [disk] = (await read()).disks;
    assert.deepEqual([disk?.managedBy, disk?.tags, disk?.adeStamp], [null, {}, "never"]);
  });

  it("says nothing of the columns that a query of Resource Graph left out beside the properties", async () => {
    const { id, name, type, location, properties } = graphDisk;
    write("graph.json", { data: [{ id, name, type, location, properties }] });
    const [disk] = (await read()).disks;
    assert.equal(disk?.encryptionType, "EncryptionAtRestWithCustomerKey");
    assert.deepEqual([disk.osType, disk.securityType], ["Windows", null]);
    for (const untold of ["managedBy", "tags", "sku"]) assert.equal(untold in disk, false, untold);
  });

  it("does not count a disk as loose where a query took neither its holder nor its state along", async () => {
    write("graph.json", { data: [{ id: diskId, name: "vm-1-os", properties: { diskSizeGB: 127 } }] });
    const inventory = await read();
    assert.deepEqual(inventory.disks[0], {
      id: diskId,
      subscriptionId,
      resourceGroupName: "rg-web",
      name: "vm-1-os",
      diskSizeGB: 127,
    });
    const [row] = coverageOf(inventory).disks;
    assert.deepEqual([row?.diskState, row?.azureDiskEncryption, row?.mechanism], Array(3).fill("unknown"));
  });

  it("adds columns that a query named beside the properties to these", async () => {
    const more = { properties: { diskSizeGB: 64 }, diskState: "Unattached", tags: "none of these" };
    write("graph.json", { data: [{ id: diskId, ...more }] });
    const [disk] = (await read()).disks;
    assert.deepEqual([disk?.diskSizeGB, disk?.diskState, disk?.tags], [64, "Unattached", undefined]);
  });

  it("says nothing of what az resource list does not tell", async () => {
    const { id, name, location, managedBy, provisioningState, resourceGroup, tags, type } = cliDisk;
    const generic = { id, location, managedBy, name, properties: null, provisioningState, resourceGroup };
    write("resources.json", [{ ...generic, tags, type }]);
    const [disk] = (await read()).disks;
    assert.equal(disk?.managedBy, vmId);
    for (const untold of ["adeStamp", "diskState", "diskEncryptionSetId", "maxShares"])
      assert.equal(untold in disk, false, untold);
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

  it("does not count a row of a CSV that is cut off, and says so", async () => {
    write("projected.csv", `id,diskState,skuName\n${diskId},Attached,Premium_LRS\n${compute}/disks/long`);
    const { disks, gaps } = await read();
    assert.deepEqual(
      disks.map(({ name }) => name),
      ["vm-1-os"],
    );
    assert.equal(gaps[0]?.code, "FileIncomplete");
    assert.match(gaps[0].reason, /projected\.csv: 1 row has other cells than the header \(line 3\)/);
  });

  it("does not take a row with cells too many for what it may be, and minds no empty ones", async () => {
    write("projected.csv", `id,diskState\n${diskId},Attached,,\n${compute}/disks/a,b,Attached\n`);
    const { disks, gaps } = await read();
    assert.deepEqual([disks.length, gaps.length], [1, 1]);
  });

  it("takes a cell of JSON that a spreadsheet cut off for not told, and says so", async () => {
    write(
      "explorer.csv",
      `id,managedBy,tags,properties\n${diskId},,"{""a"": ""b""}","{""diskState"": ""Unattac"\n`,
    );
    const { disks, remarks } = await read();
    assert.deepEqual(
      [disks[0]?.tags, disks[0]?.adeStamp, disks[0]?.diskState],
      [{ a: "b" }, undefined, undefined],
    );
    assert.match(
      remarks.join(),
      /explorer\.csv: the cell of column properties is cut off in 1 of its records/,
    );
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

  it("says in one sentence in what hundreds of disks differ between two exports", async () => {
    const disks = Array.from({ length: 500 }, (_, number) => ({
      ...cliDisk,
      id: `${compute}/disks/d${number}`,
      name: `d${number}`,
    }));
    write("old.json", disks);
    write(
      "new.json",
      disks.map((disk, number) => ({
        ...disk,
        ...(number < 400 ? { diskState: "Reserved" } : { tags: {} }),
      })),
    );
    assert.deepEqual((await read()).remarks, [
      "500 disks (d0, d1, d2, d3, d4 …) stand in old.json and in new.json, with another diskState, tags: new.json, which was written last, was believed.",
    ]);
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

  it("tells of what stands in a list without being a record, and of an id that is none of a resource", async () => {
    write("ids.json", [cliDisk, diskId, null, { id: `${compute}/disks/` }]);
    assert.match((await read()).remarks.join(), /ids\.json: 3 of 4 records name no resource of Azure/);
  });

  it("names what else is in the folder, and what to do with it", async () => {
    write("disks.json", [cliDisk]);
    write("fleet.xlsx", "PK");
    write("notes.md", "");
    write(".hidden", "");
    mkdirSync(join(folder, "more"));
    assert.deepEqual((await read()).remarks, [
      "Folder more inside was not read: name it too if it holds exports.",
      "2 files (fleet.xlsx, notes.md) were not read: by their names they are no exports (.json, .jsonl, .csv, .tsv, .txt); of a spreadsheet, save a CSV.",
    ]);
  });

  it("says what lies in a folder that has no export", async () => {
    mkdirSync(join(folder, "exports"));
    await assert.rejects(
      read(),
      fails("FileUnreadable", /There is no export\. Folder exports inside was not read/),
    );
  });

  const utf16 = (text: string, mark: readonly number[]): Buffer => {
    const bytes = Buffer.from(text, "utf16le");
    return Buffer.concat([Buffer.from(mark), mark[0] === 0xfe ? bytes.swap16() : bytes]);
  };
  const json = JSON.stringify([cliDisk]);

  for (const [what, content] of [
    ["UTF-16 with the large end first", utf16(json, [0xfe, 0xff])],
    ["UTF-16 CSV", utf16(`id\tdiskState\r\n${diskId}\tAttached\r\n`, [0xff, 0xfe])],
    ["the colours of az -o jsonc", json.replaceAll('"name"', '\u001b[94m"name"\u001b[39;49;00m')],
  ] as const) {
    it(`reads ${what}`, async () => {
      write("disks.txt", content);
      const { disks, gaps, remarks } = await read();
      assert.deepEqual([disks[0]?.name, gaps, remarks], ["vm-1-os", [], []]);
    });
  }

  for (const [what, name, content, reason] of [
    ["an empty JSON", "a.json", "", /a\.json is empty\. Export it again/],
    ["an empty CSV", "a.csv", "\ufeff \n", /a\.csv is empty\. Export it again/],
    [
      "a spreadsheet that is called CSV",
      "a.csv",
      Buffer.from("PK\u0003\u0004\0\0"),
      /is a spreadsheet .* CSV UTF-8/,
    ],
    ["a compressed JSON", "a.json", Buffer.from([0x1f, 0x8b, 8, 0]), /is compressed\. Unpack it/],
    ["another binary", "a.json", Buffer.from([1, 0, 2, 0]), /is no text/],
    ["UTF-16 without a mark", "a.json", utf16(json, []), /has no byte-order mark\. Export it again/],
    [
      "a CSV in the letters of an old Windows",
      "a.csv",
      Buffer.from("id\n/gr\u00f6\u00df", "latin1"),
      /is no UTF-8/,
    ],
    [
      "a table",
      "a.txt",
      "Name    Location\n------  ----------\nvm-1    westeurope\n",
      /-o table`\. Export it with -o json/,
    ],
    [
      "YAML",
      "a.txt",
      `- creationData:\n    createOption: Empty\n  id: ${diskId}\n`,
      /-o yaml`\. Export it with -o json/,
    ],
    ["the YAML of one resource", "a.json", `id: ${diskId}\nname: x\n`, /-o yaml`\. Export it with -o json/],
    ["TSV without a header", "a.tsv", `${diskId}\tvm-1-os\n`, /no line with the columns' names.* -o json/],
    [
      "a warning before the result",
      "a.json",
      `WARNING: Preview.\n${json}`,
      /a message of the Azure CLI.* 2>&1/,
    ],
    ["a page to sign in", "a.json", "<!doctype html>", /is a web page/],
    [
      "text that is called JSON",
      "a.json",
      "id,name\n",
      /a\.json is no whole JSON: it can't be parsed\. Export it again/,
    ],
    [
      "JSON lines that are cut off",
      "a.jsonl",
      '{"id": 1}\n{"id": ',
      /a\.jsonl is no whole JSON: it ends in the middle/,
    ],
  ] as const) {
    it(`names ${what} as a gap, and what to do about it`, async () => {
      write(name, content);
      write("disks.json", [cliDisk]);
      const { disks, gaps } = await read();
      assert.equal(disks.length, 1);
      assert.deepEqual(
        gaps.map(({ scope, code }) => [scope, code]),
        [[name, "FileUnreadable"]],
      );
      assert.match(gaps[0]?.reason ?? "", reason);
    });
  }

  describe("of subscriptions that are named", () => {
    const other = "99999999-2222-3333-4444-555555555555";
    const otherDisk = { ...cliDisk, id: diskId.replace(subscriptionId, other), name: "elsewhere" };

    it("has those alone", async () => {
      write("disks.json", [cliDisk, otherDisk]);
      write("later.json", [{ ...cliDisk, diskState: "Reserved" }, otherDisk]);
      const fleet = await readFleetFromFiles(folder, { subscriptionIds: [other.toUpperCase()] });
      assert.deepEqual(
        fleet.disks.map(({ name }) => name),
        ["elsewhere"],
      );
      assert.deepEqual(fleet.subscriptions, [{ subscriptionId: other, displayName: other }]);
      assert.deepEqual(fleet.gaps, []);
      // Of the disk of another subscription, in which both files differ, nothing is said.
      assert.doesNotMatch(fleet.remarks.join(), /stand/);
    });

    it("has a gap for one of which the files have nothing", async () => {
      write("disks.json", [cliDisk]);
      write("accounts.json", [{ id: other, name: "Production", tenantId: "t" }]);
      const { disks, subscriptions, gaps } = await readFleetFromFiles(folder, { subscriptionIds: [other] });
      assert.deepEqual([disks, subscriptions], [[], [{ subscriptionId: other, displayName: "Production" }]]);
      assert.deepEqual(
        gaps.map(({ scope, code, kind }) => [scope, code, kind]),
        [["Production", "FileIncomplete", "all"]],
      );
      assert.equal(gaps[0]?.subscriptionId, other);
    });

    for (const [what, subscriptionIds] of [
      ["by something else than their ids", ["Production"]],
      ["by an empty list", []],
    ] as const) {
      it(`is refused where they are named ${what}`, async () => {
        write("disks.json", [cliDisk]);
        await assert.rejects(readFleetFromFiles(folder, { subscriptionIds }), { code: "ArgumentInvalid" });
      });
    }
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
