import assert from "node:assert/strict";

import { vaultFirewall } from "../../../lib/disk-encryption/checks/vault-firewall";
import { aKeyVault, facts, notRead } from "../../builders";

describe("vault-firewall", () => {
  it("is not a matter of the module", () => {
    assert.equal(vaultFirewall(facts(), "module").outcome, "not-applicable");
  });

  for (const [what, overrides, expected] of [
    ["no firewall", {}, "pass"],
    ["an open firewall", { networkAcls: { defaultAction: "Allow", bypass: "None" } }, "pass"],
    [
      "a closed firewall with the exception",
      { networkAcls: { defaultAction: "Deny", bypass: "AzureServices" } },
      "pass",
    ],
    [
      "a closed firewall without the exception",
      { networkAcls: { defaultAction: "Deny", bypass: "None" } },
      "fail",
    ],
    [
      "no public access and the exception",
      { publicNetworkAccess: "Disabled", networkAcls: { defaultAction: "Allow", bypass: "AzureServices" } },
      "pass",
    ],
    [
      "no public access without the exception",
      { publicNetworkAccess: "disabled", networkAcls: { defaultAction: "Allow", bypass: "None" } },
      "fail",
    ],
    ["no public access and no word on the exception", { publicNetworkAccess: "Disabled" }, "unknown"],
    ["a network security perimeter", { publicNetworkAccess: "SecuredByPerimeter" }, "unknown"],
  ] as const) {
    it(`comes to ${expected} for a vault with ${what}`, () => {
      assert.equal(vaultFirewall(facts({ keyVault: aKeyVault(overrides) }), "current").outcome, expected);
    });
  }

  it("is unknown where the vault can't be read", () => {
    assert.equal(vaultFirewall(facts({ keyVault: notRead("no rights") }), "current").outcome, "unknown");
  });
});
