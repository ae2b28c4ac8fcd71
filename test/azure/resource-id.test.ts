import assert from "node:assert/strict";

import fc from "fast-check";

import { isResourceId, parseResourceId, sameResourceId } from "../../lib/azure/resource-id";
import { RunbookError } from "../../lib/azure/errors";
import { SUBSCRIPTION_ID, VM_ID } from "../builders";

const malformed = (error: unknown): boolean =>
  error instanceof RunbookError && error.code === "ResourceIdMalformed";

describe("The id of a resource", () => {
  it("tells subscription, resource group, type and name", () => {
    assert.deepEqual(parseResourceId(VM_ID), {
      id: VM_ID,
      subscriptionId: SUBSCRIPTION_ID,
      resourceGroupName: "rg-web",
      type: "Microsoft.Compute/virtualMachines",
      name: "vm-web-01",
      names: ["vm-web-01"],
    });
  });

  it("of a child has both types, both names, and the child's name", () => {
    const { type, name, names } = parseResourceId(`${VM_ID}/extensions/AzureDiskEncryption`);
    assert.equal(type, "Microsoft.Compute/virtualMachines/extensions");
    assert.equal(name, "AzureDiskEncryption");
    assert.deepEqual(names, ["vm-web-01", "AzureDiskEncryption"]);
  });

  it("is read in the case that Azure happens to answer in", () => {
    assert.equal(parseResourceId(VM_ID.toUpperCase()).name, "VM-WEB-01");
  });

  it("names the same resource in any case", () => {
    assert.equal(sameResourceId(VM_ID, VM_ID.toUpperCase()), true);
  });

  it("names another resource where a name differs", () => {
    assert.equal(sameResourceId(VM_ID, `${VM_ID}b`), false);
  });

  for (const [what, text] of [
    ["a name alone", "vm-web-01"],
    ["nothing", ""],
    ["a URL", `https://management.azure.com${VM_ID}`],
    ["without its leading slash", VM_ID.slice(1)],
    ["without a name", VM_ID.slice(0, VM_ID.lastIndexOf("/"))],
    ["ending in a slash", `${VM_ID}/`],
    ["of a subscription that is no GUID", VM_ID.replace(SUBSCRIPTION_ID, "contoso")],
    ["the id of a resource group", `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-web`],
    ["of an empty resource group", VM_ID.replace("rg-web", "")],
  ] as const) {
    it(`is refused where it is ${what}`, () => {
      assert.equal(isResourceId(text), false);
      assert.throws(() => parseResourceId(text), malformed);
    });
  }

  it("put together from any names is taken apart into the same names", () => {
    const name = fc.stringMatching(/^[A-Za-z0-9()._-]{1,60}$/);
    const child = fc.tuple(name, name);
    const parts = fc.record({
      subscriptionId: fc.uuid(),
      resourceGroupName: name,
      provider: name,
      path: fc.array(child, { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(parts, ({ subscriptionId, resourceGroupName, provider, path }) => {
        const tail = path.map(([type, called]) => `${type}/${called}`).join("/");
        const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}/providers/${provider}/${tail}`;
        const names = path.map(([, called]) => called);
        assert.deepEqual(parseResourceId(id), {
          id,
          subscriptionId,
          resourceGroupName,
          type: [provider, ...path.map(([type]) => type)].join("/"),
          name: names.at(-1),
          names,
        });
      }),
    );
  });

  it("is either refused with the library's own error or taken apart, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        if (isResourceId(text)) assert.equal(parseResourceId(text).id, text);
        else assert.throws(() => parseResourceId(text), malformed);
      }),
    );
  });
});
