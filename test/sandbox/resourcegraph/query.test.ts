import assert from "node:assert/strict";

import { guestOf } from "../../../lib/sandbox/guest/guest";
import { objectAt, textAt, valueAt } from "../../../lib/sandbox/json";
import { production } from "../contoso";
import { column, rowsOf, startGraph } from "./ask";

const machines = "resources | where type =~ 'Microsoft.Compute/virtualMachines'";

describe("Azure Resource Graph's query language", () => {
  const { ask, post, sandbox } = startGraph();

  it("answers a resource with its columns: the type in lower case, the properties as Resource Manager has them", async () => {
    const [row] = await ask(`${machines} | where name == 'vm-web-01'`);
    const resource = sandbox.world.resources.get(textAt(row, "id") ?? "");
    assert.deepEqual(Object.keys(row ?? {}).slice(0, 9), [
      "id",
      "name",
      "type",
      "tenantId",
      "kind",
      "location",
      "resourceGroup",
      "subscriptionId",
      "managedBy",
    ]);
    assert.equal(row?.["type"], "microsoft.compute/virtualmachines");
    assert.equal(row["resourceGroup"], "rg-web-weu");
    assert.equal(`/subscriptions/${textAt(row, "subscriptionId") ?? ""}`, production);
    assert.deepEqual(
      objectAt(row, "properties", "hardwareProfile"),
      objectAt(resource?.properties, "hardwareProfile"),
    );
  });

  it("has of a VM's instance view the power state and the generation, under 'extended'", async () => {
    const rows = await ask(
      `${machines} | project name, generation = properties.extended.instanceView.hyperVGeneration, power = properties.extended.instanceView.powerState.code`,
    );
    const powerOf = (name: string) => rows.find((row) => row["name"] === name)?.["power"];
    assert.equal(powerOf("vm-web-01"), "PowerState/running");
    assert.equal(powerOf("vm-print-01"), "PowerState/deallocated");
    assert.deepEqual(new Set(column(rows, "generation")), new Set(["V1", "V2"]));
  });

  it("tells a disk's state as Resource Manager does", async () => {
    const bench = startGraph();
    const reserved = () =>
      bench.ask(
        "resources | where type =~ 'microsoft.compute/disks' and properties.diskState == 'Reserved' | project name",
      );
    assert.deepEqual(await reserved(), []);
    const id = `${production}/resourceGroups/rg-web-weu/providers/Microsoft.Compute/virtualMachines/vm-web-01`;
    const guest = guestOf(bench.sandbox.world, id);
    assert.ok(guest);
    guest.powerState = "deallocated";
    assert.deepEqual(column(await reserved(), "name"), ["vm-web-01-osdisk", "vm-web-01-data-0"]);
  });

  const conditions: readonly (readonly [condition: string, count: number])[] = [
    ["name == 'vm-web-01'", 1],
    ["name == 'VM-WEB-01'", 0],
    ["name =~ 'VM-WEB-01'", 1],
    ["name != 'vm-web-01'", 15],
    ["name !~ 'VM-WEB-01'", 15],
    ["name in ('vm-web-01', 'vm-web-02', 'VM-HR-01')", 2],
    ["name in~ ('vm-web-01', 'vm-web-02', 'VM-HR-01')", 3],
    ["name == 'vm-web-01' or name == 'vm-web-02' and location == 'nowhere'", 1],
    ["(name == 'vm-web-01' or name == 'vm-web-02') and location == 'nowhere'", 0],
    ["tolower(name) == 'vm-web-01'", 1],
    ["properties.securityProfile.encryptionAtHost == true", 1],
    ["properties.nothing.there == 'x'", 0],
    ['name == "vm-web-01"', 1],
  ];
  for (const [condition, count] of conditions) {
    it(`finds ${count} of 16 VMs where ${condition}`, async () => {
      assert.equal((await ask(`${machines} | where ${condition}`)).length, count);
    });
  }

  it("names a projected field by its path, where it is given no other name", async () => {
    const [row] = await ask(
      `${machines} and name == 'vm-web-01' | project id, properties.hardwareProfile.vmSize, size = properties.hardwareProfile.vmSize`,
    );
    assert.deepEqual(Object.keys(row ?? {}), ["id", "properties_hardwareProfile_vmSize", "size"]);
    assert.equal(row?.["size"], row?.["properties_hardwareProfile_vmSize"]);
  });

  it("answers null for a field that is not there", async () => {
    const [row] = await ask("resources | take 1 | project x = properties.a.b.c");
    assert.deepEqual(row, { x: null });
  });

  it("adds columns with extend, which later operators see", async () => {
    const rows = await ask(
      `${machines} | extend size = properties.hardwareProfile.vmSize | where size == 'Standard_D2ds_v6' | project name, size`,
    );
    assert.deepEqual(rows, [{ name: "vm-api-01", size: "Standard_D2ds_v6" }]);
  });

  it("does not mistake another column named 'type' for the resource's type", async () => {
    const rows = await ask(
      "resources | where type =~ 'microsoft.compute/images' | extend type = name | where type == 'img-data-base'",
    );
    assert.equal(rows.length, 1);
  });

  it("sorts up or down, down unless said, by several columns, nothing first", async () => {
    const names = async (order: string) =>
      column(await ask(`${machines} | order by ${order} | project name`), "name");
    const up = await names("name asc, id asc");
    assert.deepEqual(up, [...up].sort());
    assert.deepEqual(await names("name"), [...up].reverse());
    const rows = await ask(
      `${machines} | project security = properties.securityProfile.securityType | order by security asc`,
    );
    assert.equal(rows[0]?.["security"], null);
    assert.notEqual(rows.at(-1)?.["security"], null);
  });

  it("unites the rows of two tables, with null for a column that one of them lacks", async () => {
    const rows = await ask(
      "resources | where type =~ 'microsoft.compute/images' | project id, location " +
        "| union (resourcecontainers | where type =~ 'microsoft.resources/subscriptions' | project id, name) | order by id asc",
    );
    assert.deepEqual(column(rows, "name"), ["Contoso Production", null, "Contoso Finance"]);
    assert.deepEqual(column(rows, "location"), [null, "westeurope", null]);
  });

  it("has resource groups in the table of containers", async () => {
    const rows = await ask(
      "resourcecontainers | where type == 'microsoft.resources/subscriptions/resourcegroups' and name == 'rg-web-weu'",
    );
    assert.deepEqual(column(rows, "id"), [`${production}/resourceGroups/rg-web-weu`]);
  });

  it("takes a query without a table for one of 'Resources', and a table's name in any case", async () => {
    const short = await ask("where type =~ 'microsoft.compute/images' | project id");
    assert.deepEqual(short, await ask("ReSources | where type =~ 'microsoft.compute/images' | project id"));
    assert.equal(short.length, 1);
  });

  it("answers a table of columns and rows where that is asked for", async () => {
    const answer = await post({
      query: `${machines} and name == 'vm-api-01' | project name, properties.hardwareProfile.vmSize, tags`,
      options: { resultFormat: "table" },
    });
    assert.equal(answer.status, 200);
    assert.deepEqual(valueAt(answer.body, "data", "columns"), [
      { name: "name", type: "string" },
      { name: "properties_hardwareProfile_vmSize", type: "object" },
      { name: "tags", type: "object" },
    ]);
    const [row] = valueAt(answer.body, "data", "rows") as readonly (readonly unknown[])[];
    assert.deepEqual(row?.slice(0, 2), ["vm-api-01", "Standard_D2ds_v6"]);
  });

  it("is there in the api-versions of Azure's clients", async () => {
    for (const apiVersion of ["2021-03-01", "2021-06-01-preview", "2022-10-01", "2024-04-01"]) {
      const rows = rowsOf(await post({ query: `${machines} | project id` }, { apiVersion }));
      assert.equal(rows.length, 16);
    }
    const refused = await post({ query: machines }, { apiVersion: "2019-01-01" });
    assert.equal(textAt(refused.body, "error", "code"), "NoRegisteredProviderFound");
  });
});
