import assert from "node:assert/strict";

import { vaultPurgeProtection } from "../../../../lib/disk-encryption/checks/customer-key/vault-purge-protection";
import { aKeyVault, notRead } from "../../../builders";
import { customerKeyFacts } from "../../../customer-key-builders";

describe("vault-purge-protection", () => {
  it("is not a matter of the module", () => {
    assert.equal(vaultPurgeProtection(customerKeyFacts(), "module").outcome, "not-applicable");
  });

  for (const [what, keyVault, expected] of [
    ["with it", aKeyVault(), "pass"],
    ["without it", aKeyVault({ enablePurgeProtection: false }), "fail"],
    ["that can't be read", notRead("no rights"), "unknown"],
  ] as const) {
    it(`comes to ${expected} for a vault ${what}`, () => {
      assert.equal(vaultPurgeProtection(customerKeyFacts({ keyVault }), "current").outcome, expected);
    });
  }
});
