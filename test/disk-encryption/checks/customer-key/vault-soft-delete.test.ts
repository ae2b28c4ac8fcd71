import assert from "node:assert/strict";

import { vaultSoftDelete } from "../../../../lib/disk-encryption/checks/customer-key/vault-soft-delete";
import { aKeyVault, notRead } from "../../../builders";
import { customerKeyFacts } from "../../../customer-key-builders";

describe("vault-soft-delete", () => {
  it("is not a matter of the module", () => {
    assert.equal(vaultSoftDelete(customerKeyFacts(), "module").outcome, "not-applicable");
  });

  for (const [what, keyVault, expected] of [
    ["with it", aKeyVault(), "pass"],
    ["without it", aKeyVault({ enableSoftDelete: false }), "fail"],
    ["that can't be read", notRead("no rights"), "unknown"],
  ] as const) {
    it(`comes to ${expected} for a vault ${what}`, () => {
      assert.equal(vaultSoftDelete(customerKeyFacts({ keyVault }), "current").outcome, expected);
    });
  }
});
