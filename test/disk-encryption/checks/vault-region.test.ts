import assert from "node:assert/strict";

import { vaultRegion } from "../../../lib/disk-encryption/checks/vault-region";
import { aKeyVault, aVirtualMachine, facts, notRead } from "../../builders";

describe("vault-region", () => {
  for (const edition of ["module", "current"] as const) {
    for (const [location, expected] of [
      ["westeurope", "pass"],
      ["West Europe", "pass"],
      ["northeurope", "fail"],
    ] as const) {
      it(`comes to ${expected} in the ${edition} edition for a VM in westeurope and a vault in ${location}`, () => {
        const virtualMachine = aVirtualMachine({ location: "westeurope" });
        assert.equal(
          vaultRegion(facts({ virtualMachine, keyVault: aKeyVault({ location }) }), edition).outcome,
          expected,
        );
      });
    }

    it(`is unknown in the ${edition} edition where no vault was named, and says how to name one`, () => {
      const verdict = vaultRegion(facts({ keyVault: notRead("no key vault was named") }), edition);
      assert.ok(verdict.outcome === "unknown");
      assert.match(verdict.hint ?? "", /--key-vault/);
    });
  }

  it("names both regions where they differ", () => {
    const verdict = vaultRegion(facts({ keyVault: aKeyVault({ location: "northeurope" }) }), "current");
    assert.ok(verdict.outcome === "fail");
    assert.match(verdict.evidence, /northeurope.*westeurope/);
  });
});
