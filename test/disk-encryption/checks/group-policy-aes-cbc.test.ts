import assert from "node:assert/strict";

import { groupPolicyAesCbc } from "../../../lib/disk-encryption/checks/group-policy-aes-cbc";
import { linuxFacts, underPolicy, withoutPolicyFacts } from "./group-policy.cases";

describe("group-policy-aes-cbc", () => {
  for (const edition of ["module", "current"] as const) {
    for (const [policy, domainJoined, expected] of [
      [{}, false, "pass"],
      [{ UseAdvancedStartup: 0 }, false, "pass"],
      [{}, true, "unknown"],
      [{ EncryptionMethodWithXtsOs: 4, EncryptionMethodWithXtsFdv: 3 }, true, "pass"],
      [{ EncryptionMethodWithXtsOs: 4, EncryptionMethodWithXtsFdv: 7 }, true, "unknown"],
      [{ EncryptionMethodWithXtsOs: 7 }, false, "unknown"],
      [{ EncryptionMethodWithXtsOs: 6 }, true, "unknown"],
      [{ EncryptionMethodWithXtsRdv: 7 }, false, "pass"],
    ] as const) {
      const where = domainJoined ? "in a domain" : "outside of a domain";
      it(`comes to ${expected} ${where} in the ${edition} edition under ${JSON.stringify(policy)}`, () => {
        assert.equal(groupPolicyAesCbc(underPolicy(policy, "All", domainJoined), edition).outcome, expected);
      });
    }

    for (const [why, facts] of withoutPolicyFacts) {
      it(`is unknown in the ${edition} edition ${why}`, () => {
        assert.equal(groupPolicyAesCbc(facts, edition).outcome, "unknown");
      });
    }

    it(`does not apply to Linux in the ${edition} edition`, () => {
      assert.equal(groupPolicyAesCbc(linuxFacts, edition).outcome, "not-applicable");
    });
  }

  it("sends the operator to a trial run where no value tells", () => {
    const verdict = groupPolicyAesCbc(underPolicy({}), "current");
    assert.ok(verdict.outcome === "unknown");
    assert.match(verdict.hint ?? "", /trial run/);
  });
});
