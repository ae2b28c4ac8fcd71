import assert from "node:assert/strict";

import { valueAt, type Json } from "../../../lib/sandbox/json";
import { assertRefused, production, startContoso, type Answer } from "../contoso";

const machine = `${production}/resourceGroups/rg-build-neu/providers/Microsoft.Compute/virtualMachines/vm-log-01`;
const tags = `${machine}/providers/Microsoft.Resources/tags/default?api-version=2021-04-01`;
const tagsIn = ({ body }: Answer): Json => valueAt(body, "properties", "tags");

describe("tags at a scope", () => {
  it("are those of the resource", async () => {
    const { get, sandbox } = startContoso();
    assert.deepEqual(tagsIn(await get(tags)), sandbox.world.resources.get(machine)?.tags);
  });

  it("are replaced as a whole by a PUT", async () => {
    const { send, sandbox } = startContoso();
    const body = { properties: { tags: { purpose: "class" } } };
    assert.deepEqual(tagsIn(await send("PUT", tags, { body })), { purpose: "class" });
    assert.deepEqual(sandbox.world.resources.get(machine)?.tags, { purpose: "class" });
  });

  it("are merged by a PATCH that says Merge, and taken away by one that says Delete", async () => {
    const { send } = startContoso();
    const patch = async (operation: string, owner: string): Promise<Json> =>
      tagsIn(await send("PATCH", tags, { body: { operation, properties: { tags: { owner } } } }));
    const merged = await patch("Merge", "dana");
    assert.equal(valueAt(merged, "owner"), "dana");
    assert.equal(valueAt(merged, "diskEncryptionVolumeType"), "Data");
    assert.equal(valueAt(await patch("Delete", "dana"), "owner"), undefined);
  });

  it("belong to a group too", async () => {
    const path = `${production}/resourceGroups/rg-web-weu/providers/Microsoft.Resources/tags/default?api-version=2021-04-01`;
    assert.deepEqual(tagsIn(await startContoso().get(path)), { owner: "team-web" });
  });

  it("of a resource that is not there are not there", async () => {
    const path = tags.replace("vm-log-01", "vm-nowhere");
    const message = assertRefused(await startContoso().get(path), 404, "ResourceNotFound");
    assert.match(
      message,
      /'Microsoft\.Compute\/virtualMachines\/vm-nowhere' under resource group 'rg-build-neu'/,
    );
  });

  it("have to be texts", async () => {
    const body = { properties: { tags: { owner: 1 } } };
    assertRefused(await startContoso().send("PUT", tags, { body }), 400, "InvalidTagsFormat");
  });
});
