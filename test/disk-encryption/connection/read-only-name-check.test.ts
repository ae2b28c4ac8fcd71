import assert from "node:assert/strict";

import { createChangeGate, createChangeLog } from "../../../lib/disk-encryption/connection/changes";
import { isVaultNameCheck } from "../../../lib/disk-encryption/connection/read-only-name-check";

const path = "/subscriptions/s/providers/Microsoft.KeyVault/checkNameAvailability";
const body = { name: "kv-ade-westeurope-123456", type: "Microsoft.KeyVault/vaults" };

describe("The question whether a vault's name is free", () => {
  it("passes the gate without a plan, though it is a POST", () => {
    const gate = createChangeGate(createChangeLog(() => new Date(0)));
    assert.equal(gate.assertAnnounced("POST", path, body), "read");
  });

  for (const [what, method, otherPath, otherBody] of [
    ["another method", "PUT", path, body],
    ["another path", "POST", `${path}/purge`, body],
    ["another provider", "POST", path.replace("KeyVault", "Storage"), body],
    ["a body that asks for more", "POST", path, { ...body, properties: {} }],
    ["no body", "POST", path, undefined],
  ] as const) {
    it(`is none with ${what}`, () => {
      assert.equal(isVaultNameCheck(method, otherPath, otherBody), false);
    });
  }
});
