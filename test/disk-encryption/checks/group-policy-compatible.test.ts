import assert from "node:assert/strict";

import { known } from "../../../lib/azure/fact";
import { groupPolicyCompatible } from "../../../lib/disk-encryption/checks/group-policy-compatible";
import { aWindowsGuest, facts } from "../../builders";
import { linuxFacts, underPolicy, withoutPolicyFacts } from "./group-policy.cases";

describe("group-policy-compatible", () => {
  for (const edition of ["module", "current"] as const) {
    for (const [policy, domainJoined, expected] of [
      [{}, true, "pass"],
      [{ OSRecovery: 1, OSRecoveryPassword: 2 }, true, "pass"],
      [{ OSRecovery: 1, OSRecoveryPassword: 1 }, true, "fail"],
      [{ OSRecovery: 0, OSRecoveryPassword: 1 }, true, "pass"],
      [{ OSRecoveryPassword: 1 }, true, "unknown"],
      [{ OSRecovery: 1, OSRequireActiveDirectoryBackup: 0 }, true, "pass"],
      [{ OSRecovery: 1, OSRequireActiveDirectoryBackup: 1 }, false, "fail"],
      [{ OSRecovery: 1, OSRequireActiveDirectoryBackup: 1 }, true, "unknown"],
      [{ FDVRecovery: 1, FDVRecoveryPassword: 1 }, true, "fail"],
      [{ FDVDenyWriteAccess: 1 }, true, "fail"],
      [{ FDVDenyWriteAccess: 0 }, true, "pass"],
    ] as const) {
      const where = domainJoined ? "in a domain" : "outside of a domain";
      it(`comes to ${expected} ${where} in the ${edition} edition under ${JSON.stringify(policy)}`, () => {
        assert.equal(
          groupPolicyCompatible(underPolicy(policy, "All", domainJoined), edition).outcome,
          expected,
        );
      });
    }

    for (const [why, unread] of withoutPolicyFacts) {
      it(`is unknown in the ${edition} edition ${why}`, () => {
        assert.equal(groupPolicyCompatible(unread, edition).outcome, "unknown");
      });
    }

    it(`does not apply to Linux in the ${edition} edition`, () => {
      assert.equal(groupPolicyCompatible(linuxFacts, edition).outcome, "not-applicable");
    });
  }

  for (const edition of ["module", "current"] as const) {
    it(`fails in the ${edition} edition where MBAM sets a policy, and names what it sets`, () => {
      const mbam = { policies: { ShouldEncryptOSDrive: 1 }, agent: known(true, "a test") };
      const verdict = groupPolicyCompatible(facts({ guest: aWindowsGuest({ mbam }) }), edition);
      assert.match(verdict.outcome === "fail" ? verdict.evidence : "", /MBAM.*ShouldEncryptOSDrive/);
    });
  }

  it("passes where MBAM's client is there without a policy, and says so", () => {
    const mbam = { policies: {}, agent: known(true, "a test") };
    const verdict = groupPolicyCompatible(facts({ guest: aWindowsGuest({ mbam }) }), "current");
    assert.match(verdict.outcome === "pass" ? verdict.evidence : "", /client of MBAM is there/);
  });

  it("is unknown where a BitLocker policy is no DWORD", () => {
    assert.equal(
      groupPolicyCompatible(underPolicy({ OSRecoveryKey: "String" }), "current").outcome,
      "unknown",
    );
    assert.equal(
      groupPolicyCompatible(underPolicy({ IdentificationFieldString: "String" }), "current").outcome,
      "pass",
    );
  });

  for (const policy of [{ FDVRecovery: 1, FDVRecoveryPassword: 1 }, { FDVDenyWriteAccess: 1 }]) {
    it(`leaves ${JSON.stringify(policy)} alone where the OS volume alone is encrypted`, () => {
      assert.equal(groupPolicyCompatible(underPolicy(policy, "OS"), "current").outcome, "pass");
    });
  }
});
