import assert from "node:assert/strict";

import { createChangeGate, createChangeLog } from "../../../lib/disk-encryption/connection/changes";
import { isResourceGraphQuery } from "../../../lib/disk-encryption/connection/read-only-query";
import { RunbookError } from "../../../lib/azure/errors";

const path = "/providers/Microsoft.ResourceGraph/resources";
const body = { query: "resources | take 1", options: { $top: 10 } };

describe("A query of Azure Resource Graph", () => {
  it("passes the gate without a plan, though it is a POST", () => {
    const gate = createChangeGate(createChangeLog(() => new Date(0)));
    assert.equal(gate.assertAnnounced("POST", path, body), "read");
    assert.equal(gate.assertAnnounced("POST", path.toLowerCase(), { ...body, subscriptions: ["s"] }), "read");
  });

  for (const [what, method, otherPath, otherBody] of [
    ["another method", "PUT", path, body],
    ["another path", "POST", `${path}History`, body],
    ["a path that ends like it", "POST", `/subscriptions/s${path}`, body],
    ["a body that is no query", "POST", path, { properties: {} }],
    ["a body with more than a query", "POST", path, { ...body, properties: {} }],
    ["no body", "POST", path, undefined],
  ] as const) {
    it(`is none with ${what}`, () => {
      assert.equal(isResourceGraphQuery(method, otherPath, otherBody), false);
    });
  }

  it("is none where it goes to another host than Resource Manager", () => {
    const gate = createChangeGate(createChangeLog(() => new Date(0)));
    assert.throws(
      () =>
        gate.assertAnnounced("POST", path, body, {
          endpoint: "https://kv.vault.azure.net",
        }),
      (error: unknown) => error instanceof RunbookError && error.code === "ChangeOutsidePlan",
    );
  });
});
