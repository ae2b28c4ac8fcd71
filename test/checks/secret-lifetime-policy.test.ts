import assert from "node:assert/strict";

import { secretLifetimePolicy } from "../../lib/checks/secret-lifetime-policy";
import { facts, notRead } from "../builders";

describe("secret-lifetime-policy", () => {
  it("is not a matter of the module", () => {
    assert.equal(
      secretLifetimePolicy(facts({ secretLifetimePolicies: ["Deny"] }), "module").outcome,
      "not-applicable",
    );
  });

  it("passes where no Azure Policy denies secrets without an expiry date", () => {
    assert.equal(secretLifetimePolicy(facts({ secretLifetimePolicies: [] }), "current").outcome, "pass");
  });

  it("fails where one does, and names it", () => {
    const policy = "Key Vault secrets should have an expiration date";
    const verdict = secretLifetimePolicy(facts({ secretLifetimePolicies: [policy] }), "current");
    assert.ok(verdict.outcome === "fail");
    assert.match(verdict.evidence, new RegExp(policy));
  });

  it("is unknown where the assignments can't be read", () => {
    assert.equal(
      secretLifetimePolicy(facts({ secretLifetimePolicies: notRead("no rights") }), "current").outcome,
      "unknown",
    );
  });
});
