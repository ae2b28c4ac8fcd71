import assert from "node:assert/strict";

import { vaultFirewall } from "../../../../lib/disk-encryption/checks/customer-key/vault-firewall";
import { aKeyVault, notRead } from "../../../builders";
import { customerKeyFacts } from "../../../customer-key-builders";

describe("vault-firewall, of a customer's key", () => {
  it("is not a matter of the module", () => {
    assert.equal(vaultFirewall(customerKeyFacts(), "module").outcome, "not-applicable");
  });

  for (const [what, overrides, expected] of [
    ["an open vault", {}, "pass"],
    [
      "a closed vault with the exception",
      { networkAcls: { defaultAction: "Deny", bypass: "AzureServices" } },
      "pass",
    ],
    [
      "a closed vault without the exception",
      { networkAcls: { defaultAction: "Deny", bypass: "None" } },
      "fail",
    ],
    ["a vault behind a perimeter", { publicNetworkAccess: "SecuredByPerimeter" }, "unknown"],
  ] as const) {
    it(`comes to ${expected} for ${what}`, () => {
      const facts = customerKeyFacts({ keyVault: aKeyVault(overrides) });
      assert.equal(vaultFirewall(facts, "current").outcome, expected);
    });
  }

  it("names Azure Disk Storage, not Azure Disk Encryption", () => {
    const facts = customerKeyFacts({ keyVault: aKeyVault({ publicNetworkAccess: "SecuredByPerimeter" }) });
    const verdict = vaultFirewall(facts, "current");
    assert.ok(verdict.outcome === "unknown");
    assert.match(verdict.missing, /Azure Disk Storage/);
  });

  it("is unknown where the vault can't be read", () => {
    const facts = customerKeyFacts({ keyVault: notRead("no rights") });
    assert.equal(vaultFirewall(facts, "current").outcome, "unknown");
  });
});
