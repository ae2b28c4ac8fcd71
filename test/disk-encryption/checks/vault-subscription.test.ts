import assert from "node:assert/strict";

import { vaultSubscription } from "../../../lib/disk-encryption/checks/vault-subscription";
import { aKeyVault, aVirtualMachine, facts, notRead } from "../../builders";

describe("vault-subscription", () => {
  const virtualMachine = aVirtualMachine({ subscriptionId: "aaaaaaaa-0000-0000-0000-000000000001" });

  for (const edition of ["module", "current"] as const) {
    for (const [subscriptionId, expected] of [
      ["aaaaaaaa-0000-0000-0000-000000000001", "pass"],
      ["AAAAAAAA-0000-0000-0000-000000000001", "pass"],
      ["bbbbbbbb-0000-0000-0000-000000000002", "fail"],
    ] as const) {
      it(`comes to ${expected} in the ${edition} edition for a vault in ${subscriptionId}`, () => {
        const known = facts({ virtualMachine, keyVault: aKeyVault({ subscriptionId }) });
        assert.equal(vaultSubscription(known, edition).outcome, expected);
      });
    }

    it(`is unknown in the ${edition} edition where the vault can't be read`, () => {
      assert.equal(vaultSubscription(facts({ keyVault: notRead("no rights") }), edition).outcome, "unknown");
    });
  }
});
