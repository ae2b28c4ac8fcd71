import assert from "node:assert/strict";

import { groupPolicyCompatible } from "../../lib/checks/group-policy-compatible";
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

    for (const [why, facts] of withoutPolicyFacts) {
      it(`is unknown in the ${edition} edition ${why}`, () => {
        assert.equal(groupPolicyCompatible(facts, edition).outcome, "unknown");
      });
    }

    it(`does not apply to Linux in the ${edition} edition`, () => {
      assert.equal(groupPolicyCompatible(linuxFacts, edition).outcome, "not-applicable");
    });
  }

  for (const policy of [{ FDVRecovery: 1, FDVRecoveryPassword: 1 }, { FDVDenyWriteAccess: 1 }]) {
    it(`leaves ${JSON.stringify(policy)} alone where the OS volume alone is encrypted`, () => {
      assert.equal(groupPolicyCompatible(underPolicy(policy, "OS"), "current").outcome, "pass");
    });
  }
});
