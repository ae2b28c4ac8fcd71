import assert from "node:assert/strict";

import { groupPolicyRecoveryKey } from "../../../lib/disk-encryption/checks/group-policy-recovery-key";
import { aVolume } from "../../builders";
import { linuxFacts, underPolicy, withoutPolicyFacts } from "./group-policy.cases";

describe("group-policy-recovery-key", () => {
  for (const edition of ["module", "current"] as const) {
    for (const [policy, expected] of [
      [{}, "pass"],
      [{ OSRecovery: 1, OSRecoveryKey: 2 }, "pass"],
      [{ OSRecovery: 1, OSRecoveryKey: 1 }, "pass"],
      [{ OSRecovery: 1, OSRecoveryKey: 0 }, "fail"],
      [{ OSRecovery: 1 }, "fail"],
      [{ OSRecovery: 0, OSRecoveryKey: 0 }, "pass"],
      [{ OSRecoveryKey: 0 }, "unknown"],
      [{ FDVRecovery: 1, FDVRecoveryKey: 0 }, "fail"],
      [{ FDVRecovery: 1, FDVRecoveryKey: 2 }, "pass"],
    ] as const) {
      it(`comes to ${expected} for All in the ${edition} edition under ${JSON.stringify(policy)}`, () => {
        assert.equal(groupPolicyRecoveryKey(underPolicy(policy, "All"), edition).outcome, expected);
      });
    }

    for (const [why, facts] of withoutPolicyFacts) {
      it(`is unknown in the ${edition} edition ${why}`, () => {
        assert.equal(groupPolicyRecoveryKey(facts, edition).outcome, "unknown");
      });
    }

    it(`does not apply to Linux in the ${edition} edition`, () => {
      assert.equal(groupPolicyRecoveryKey(linuxFacts, edition).outcome, "not-applicable");
    });
  }

  it("leaves the fixed drives' policy alone where the OS volume alone is encrypted", () => {
    const facts = underPolicy({ FDVRecovery: 1, FDVRecoveryKey: 0 }, "OS");
    assert.equal(groupPolicyRecoveryKey(facts, "current").outcome, "pass");
  });

  it("leaves the fixed drives' policy alone where the guest has no volume beside the OS volume", () => {
    const facts = underPolicy({ FDVRecovery: 1, FDVRecoveryKey: 0 }, "All", true, [aVolume()]);
    assert.equal(groupPolicyRecoveryKey(facts, "current").outcome, "pass");
  });

  it("names the policy's setting", () => {
    const verdict = groupPolicyRecoveryKey(underPolicy({ OSRecovery: 1, OSRecoveryKey: 0 }), "current");
    assert.ok(verdict.outcome === "fail");
    assert.match(verdict.evidence, /OSRecoveryKey = 0 \("Allow 256-bit recovery key": not allowed/);
  });
});
