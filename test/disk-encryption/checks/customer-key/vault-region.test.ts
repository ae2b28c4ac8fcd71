import assert from "node:assert/strict";

import { vaultRegion } from "../../../../lib/disk-encryption/checks/customer-key/vault-region";
import { aKeyVault, notRead } from "../../../builders";
import { aSet, customerKeyFacts } from "../../../customer-key-builders";

describe("vault-region, of a customer's key", () => {
  for (const edition of ["module", "current"] as const) {
    for (const [location, expected] of [
      ["westeurope", "pass"],
      ["West Europe", "pass"],
      ["northeurope", "fail"],
    ] as const) {
      it(`comes to ${expected} in the ${edition} edition for a vault in '${location}'`, () => {
        const facts = customerKeyFacts({ keyVault: aKeyVault({ location }) });
        assert.equal(vaultRegion(facts, edition).outcome, expected);
      });

      it(`comes to ${expected} in the ${edition} edition for a vault in '${location}' and a set without disks yet`, () => {
        const facts = customerKeyFacts({ keyVault: aKeyVault({ location }), targets: [] });
        assert.equal(vaultRegion(facts, edition).outcome, expected);
      });
    }

    it(`is unknown in the ${edition} edition where the vault can't be read`, () => {
      assert.equal(
        vaultRegion(customerKeyFacts({ keyVault: notRead("no rights") }), edition).outcome,
        "unknown",
      );
    });
  }

  it("goes by the disks in the module edition, by the set in the current one", () => {
    const facts = customerKeyFacts({ diskEncryptionSet: aSet({ location: "northeurope" }) });
    assert.equal(vaultRegion(facts, "module").outcome, "pass");
    assert.equal(vaultRegion(facts, "current").outcome, "fail");
  });
});
