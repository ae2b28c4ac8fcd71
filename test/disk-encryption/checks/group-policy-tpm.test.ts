import assert from "node:assert/strict";

import { groupPolicyTpm } from "../../../lib/disk-encryption/checks/group-policy-tpm";
import { linuxFacts, underPolicy, withoutPolicyFacts } from "./group-policy.cases";

const safe = {
  UseAdvancedStartup: 1,
  EnableBDEWithNoTPM: 1,
  UseTPM: 2,
  UseTPMPIN: 2,
  UseTPMKey: 2,
  UseTPMKeyPIN: 2,
};

describe("group-policy-tpm", () => {
  for (const edition of ["module", "current"] as const) {
    for (const [policy, expected] of [
      [{}, "pass"],
      [safe, "pass"],
      [{ UseAdvancedStartup: 0, UseTPM: 1 }, "pass"],
      [{ ...safe, UseTPM: 1 }, "fail"],
      [{ ...safe, UseTPMPIN: 1 }, "fail"],
      [{ ...safe, UseTPMKey: 1 }, "fail"],
      [{ ...safe, UseTPMKeyPIN: 1 }, "fail"],
      [{ ...safe, UseTPM: "1" }, "fail"],
      [{ usetpm: 1 }, "fail"],
      [{ ...safe, EnableBDEWithNoTPM: 0 }, "fail"],
      [{ UseAdvancedStartup: 1 }, "unknown"],
    ] as const) {
      it(`comes to ${expected} in the ${edition} edition under ${JSON.stringify(policy)}`, () => {
        assert.equal(groupPolicyTpm(underPolicy(policy), edition).outcome, expected);
      });
    }

    for (const [why, facts] of withoutPolicyFacts) {
      it(`is unknown in the ${edition} edition ${why}`, () => {
        assert.equal(groupPolicyTpm(facts, edition).outcome, "unknown");
      });
    }

    it(`does not apply to Linux in the ${edition} edition`, () => {
      assert.equal(groupPolicyTpm(linuxFacts, edition).outcome, "not-applicable");
    });
  }

  it("names the registry value, the setting and the policy that enforce the TPM", () => {
    const verdict = groupPolicyTpm(underPolicy({ ...safe, UseTPM: 1 }), "current");
    assert.ok(verdict.outcome === "fail");
    assert.match(
      verdict.evidence,
      /UseTPM = 1 \("Configure TPM startup": required, in Computer Configuration > .* > Require additional authentication at startup\)/,
    );
  });
});
