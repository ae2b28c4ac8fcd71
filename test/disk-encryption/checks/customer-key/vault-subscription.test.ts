import assert from "node:assert/strict";

import { vaultSubscription } from "../../../../lib/disk-encryption/checks/customer-key/vault-subscription";
import { aKeyVault, notRead } from "../../../builders";
import { customerKeyFacts } from "../../../customer-key-builders";

const elsewhere = aKeyVault({ subscriptionId: "99999999-9999-9999-9999-999999999999" });

describe("vault-subscription, of a customer's key", () => {
  for (const edition of ["module", "current"] as const) {
    it(`passes in the ${edition} edition for a vault in the subscription of the disks`, () => {
      assert.equal(vaultSubscription(customerKeyFacts(), edition).outcome, "pass");
    });

    it(`is unknown in the ${edition} edition where the vault can't be read`, () => {
      const facts = customerKeyFacts({ keyVault: notRead("no rights") });
      assert.equal(vaultSubscription(facts, edition).outcome, "unknown");
    });
  }

  for (const [what, values] of [
    ["disks", { keyVault: elsewhere }],
    ["a set without disks yet", { keyVault: elsewhere, targets: [] }],
  ] as const) {
    it(`fails for a vault in another subscription than ${what} in the module edition, and passes in the current one`, () => {
      assert.equal(vaultSubscription(customerKeyFacts(values), "module").outcome, "fail");
      assert.equal(vaultSubscription(customerKeyFacts(values), "current").outcome, "pass");
    });
  }
});
