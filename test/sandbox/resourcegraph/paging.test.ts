import assert from "node:assert/strict";

import { connect } from "../../../lib/disk-encryption/connection/connect";
import { setPageSize } from "../../../lib/sandbox/paging";
import { isJsonObject, numberAt, textAt } from "../../../lib/sandbox/json";
import { updateProperties } from "../../../lib/sandbox/state";
import { assertRefused } from "../contoso";
import { generatedBench } from "../fleet/generated/generated-bench";
import { column, pageOf, rowsOf, startGraph, tokenOf } from "./ask";
import { clientsOf } from "@runbooks/disk-encryption/clients";

const query =
  "resources | where type =~ 'microsoft.compute/virtualmachines' | project id, name | order by id asc";

describe("The pages of Azure Resource Graph", () => {
  it("come one after the other by a token, and hold each row once", async () => {
    const { post, ask } = startGraph();
    const whole = await ask(query);
    const first = await post({ query, options: { $top: 7 } });
    assert.deepEqual(pageOf(first), { totalRecords: 16, count: 7, resultTruncated: "false", hasToken: true });
    // The token knows the size of the page.
    const second = await post({ query, options: { $skipToken: tokenOf(first) } });
    assert.equal(pageOf(second)["count"], 7);
    const third = await post({ query, options: { $skipToken: tokenOf(second) } });
    assert.deepEqual(pageOf(third), {
      totalRecords: 16,
      count: 2,
      resultTruncated: "false",
      hasToken: false,
    });
    assert.deepEqual([first, second, third].flatMap(rowsOf), whole);
  });

  it("have a thousand rows unless a request says otherwise", async () => {
    const { send } = generatedBench({ virtualMachines: 500, subscriptions: 1 });
    const { body } = await send(
      "POST",
      "/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01",
      {
        query: "resources | where type =~ 'microsoft.compute/disks' | project id | order by id asc",
      },
    );
    assert.equal(numberAt(body, "count"), 1000);
    assert.ok((numberAt(body, "totalRecords") ?? 0) > 1000);
  });

  it("begin after as many rows as are skipped, beside a token too", async () => {
    const { post, ask } = startGraph();
    const names = column(await ask(query), "name");
    const skipping = await post({ query, options: { $top: 3, $skip: 5 } });
    assert.deepEqual(column(rowsOf(skipping), "name"), names.slice(5, 8));
    const further = await post({ query, options: { $skipToken: tokenOf(skipping), $skip: 10, $top: 2 } });
    assert.deepEqual(column(rowsOf(further), "name"), names.slice(10, 12));
  });

  it("are cut short without a token where no id is projected", async () => {
    const { post } = startGraph();
    const answer = await post({ query: "resources | project name", options: { $top: 2 } });
    assert.deepEqual([pageOf(answer)["resultTruncated"], pageOf(answer)["hasToken"]], ["true", false]);
    const all = await post({ query: "resources | project name", options: { $top: 1000 } });
    assert.equal(pageOf(all)["resultTruncated"], "false");
  });

  it("are one only where the query takes so many rows; there is nothing to skip", async () => {
    const { post } = startGraph();
    const answer = await post({ query: `${query} | take 5`, options: { $top: 3, $skip: 2 } });
    assert.deepEqual(pageOf(answer), { totalRecords: 5, count: 3, resultTruncated: "true", hasToken: false });
    const few = await post({ query: `${query} | limit 2` });
    assert.deepEqual(pageOf(few), { totalRecords: 2, count: 2, resultTruncated: "false", hasToken: false });
  });

  it("are refused for a token that is another query's, or none", async () => {
    const { post } = startGraph();
    const first = await post({ query, options: { $top: 7 } });
    for (const [other, $skipToken] of [
      [`${query} | extend x = 1`, tokenOf(first)],
      [query, "bm9uZQ"],
    ] as const)
      assertRefused(await post({ query: other, options: { $skipToken } }), 400, "BadRequest");
  });

  it("show what changed in the meantime", async () => {
    const { post, sandbox } = startGraph();
    const sized =
      "resources | where type =~ 'microsoft.compute/virtualmachines' | project id, size = properties.hardwareProfile.vmSize | order by id asc";
    const first = await post({ query: sized, options: { $top: 15 } });
    const [row] = rowsOf(await post({ query: sized, options: { $skip: 15 } }));
    const last = textAt(row, "id") ?? "";
    updateProperties(sandbox.world.resources, last, (properties) => ({
      ...properties,
      hardwareProfile: { vmSize: "Standard_D8s_v5" },
    }));
    const second = await post({ query: sized, options: { $skipToken: tokenOf(first) } });
    assert.deepEqual(column(rowsOf(second), "size"), ["Standard_D8s_v5"]);
    sandbox.world.resources.delete(last);
    assert.equal(pageOf(await post({ query: sized, options: { $skipToken: tokenOf(first) } }))["count"], 0);
  });

  it("are smaller where the sandbox's pages are", async () => {
    const { post, sandbox } = startGraph();
    setPageSize(sandbox.world, 4);
    assert.equal(pageOf(await post({ query, options: { $top: 7 } }))["count"], 4);
  });

  it("of a generated fleet hold each resource once, wherever they begin", async () => {
    const azure = await connect({ generate: { virtualMachines: 300, subscriptions: 3 } });
    const graph = clientsOf(azure).resourceGraph();
    const types = ["Microsoft.Compute/virtualMachines", "Microsoft.Compute/disks"];
    const fleet = `resources | where type in~ ('${types.join("', '")}') | project id | order by id asc`;
    const ids: string[] = [];
    for (let skip = 0, total = 1; skip < total; skip = ids.length) {
      const { data, totalRecords } = await graph.resources({ query: fleet, options: { top: 400, skip } });
      for (const row of Object.values(data)) ids.push(textAt(isJsonObject(row) ? row : {}, "id") ?? "");
      total = totalRecords;
    }
    const { resources } = azure.sandbox.world;
    const all = types.flatMap((type) => resources.list(type, "").map(({ id }) => id));
    assert.deepEqual(ids, all.sort());
  });
});
