import assert from "node:assert/strict";

import type { SecretLifetimePolicies } from "../../../lib/disk-encryption/nouns/secret-lifetime-policies";
import type { Verdict } from "../../../lib/disk-encryption/checks/finding";
import { secretLifetimePolicy } from "../../../lib/disk-encryption/checks/secret-lifetime-policy";
import { facts, notRead } from "../../builders";

const POLICY = "Key Vault secrets should have an expiration date";
const verdictOn = (policies: Partial<SecretLifetimePolicies>): Verdict =>
  secretLifetimePolicy(
    facts({ secretLifetimePolicies: { denying: [], initiatives: [], ...policies } }),
    "current",
  );

describe("secret-lifetime-policy", () => {
  it("is not a matter of the module", () => {
    assert.equal(
      secretLifetimePolicy(
        facts({ secretLifetimePolicies: { denying: ["Deny"], initiatives: ["A"] } }),
        "module",
      ).outcome,
      "not-applicable",
    );
  });

  it("passes where no Azure Policy denies secrets without an expiry date", () => {
    assert.equal(verdictOn({}).outcome, "pass");
  });

  for (const initiatives of [[], ["Benchmark"]]) {
    it(`fails where one does, and names it, beside ${initiatives.length} initiatives`, () => {
      const verdict = verdictOn({ denying: [POLICY], initiatives });
      assert.ok(verdict.outcome === "fail");
      assert.match(verdict.evidence, new RegExp(POLICY));
    });
  }

  it("is unknown where an initiative is assigned: its policies were not read", () => {
    const verdict = verdictOn({ initiatives: ["Benchmark"] });
    assert.ok(verdict.outcome === "unknown");
    assert.match(verdict.missing, /^whether the initiative 'Benchmark' denies/);
  });

  it("names every initiative", () => {
    const verdict = verdictOn({ initiatives: ["A", "B"] });
    assert.ok(verdict.outcome === "unknown");
    assert.match(verdict.missing, /^whether the initiatives 'A' and 'B' deny/);
  });

  it("is unknown where the assignments can't be read", () => {
    assert.equal(
      secretLifetimePolicy(facts({ secretLifetimePolicies: notRead("no rights") }), "current").outcome,
      "unknown",
    );
  });
});
