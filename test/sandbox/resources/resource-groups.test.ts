import assert from "node:assert/strict";

import { textAt, valueAt } from "../../../lib/sandbox/json";
import { assertRefused, items, production, startContoso } from "../contoso";

const version = "api-version=2021-04-01";
const newGroup = `${production}/resourceGroups/rg-new?${version}`;

describe("resource groups", () => {
  it("are made with 201 and changed with 200", async () => {
    const { send, get } = startContoso();
    const body = { location: "West Europe", tags: { owner: "dana" } };
    assert.equal((await send("PUT", newGroup, { body })).status, 201);
    assert.equal((await send("PUT", newGroup, { body })).status, 200);
    const answer = await get(newGroup);
    assert.equal(textAt(answer.body, "location"), "westeurope");
    assert.equal(textAt(answer.body, "properties", "provisioningState"), "Succeeded");
  });

  it("need a location", async () => {
    assertRefused(await startContoso().send("PUT", newGroup, { body: {} }), 400, "LocationRequired");
  });

  it("stay in their region", async () => {
    const path = `${production}/resourceGroups/rg-web-weu?${version}`;
    const answer = await startContoso().send("PUT", path, { body: { location: "northeurope" } });
    assertRefused(answer, 409, "InvalidResourceGroupLocation");
  });

  it("have their tags replaced as a whole by a PATCH", async () => {
    const { send } = startContoso();
    const path = `${production}/resourceGroups/rg-web-weu?${version}`;
    const answer = await send("PATCH", path, { body: { tags: { purpose: "class" } } });
    assert.deepEqual(valueAt(answer.body, "tags"), { purpose: "class" });
  });

  it("come in pages", async () => {
    const { get } = startContoso();
    const all = items(await get(`${production}/resourcegroups?${version}`));
    const first = await get(`${production}/resourcegroups?${version}&$top=4`);
    const second = await get(textAt(first.body, "nextLink") ?? "");
    assert.deepEqual([...items(first), ...items(second)].slice(0, 8), all.slice(0, 8));
  });

  it("go when they are empty, and only then", async () => {
    const { send, get } = startContoso();
    await send("PUT", newGroup, { body: { location: "westeurope" } });
    assert.equal((await send("DELETE", newGroup)).status, 200);
    assertRefused(await get(newGroup), 404, "ResourceGroupNotFound");
    const full = `${production}/resourceGroups/rg-web-weu?${version}`;
    assertRefused(await send("DELETE", full), 409, "SandboxResourceGroupNotEmpty");
  });
});
