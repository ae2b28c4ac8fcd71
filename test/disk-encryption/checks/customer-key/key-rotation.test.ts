import assert from "node:assert/strict";

import { keyRotation } from "../../../../lib/disk-encryption/checks/customer-key/key-rotation";
import { notRead } from "../../../builders";
import { aSet, customerKeyFacts } from "../../../customer-key-builders";

describe("key-rotation", () => {
  it("is not a matter of the module", () => {
    assert.equal(keyRotation(customerKeyFacts(), "module").outcome, "not-applicable");
  });

  for (const [follows, policy, says] of [
    [true, { rotates: { timeAfterCreate: "P1Y" } }, /makes new versions by itself.*follows/],
    [true, {}, /makes no new version by itself.*follows/],
    [
      false,
      { rotates: { timeBeforeExpiry: "P30D" } },
      /makes new versions by itself.*stays with its version/,
    ],
    [false, notRead("no rights"), /was not read.*stays with its version/],
  ] as const) {
    it(`passes and says ${says.source}`, () => {
      const set = aSet({ rotationToLatestKeyVersionEnabled: follows });
      const verdict = keyRotation(
        customerKeyFacts({ diskEncryptionSet: set, keyRotationPolicy: policy }),
        "current",
      );
      assert.ok(verdict.outcome === "pass");
      assert.match(verdict.evidence, says);
    });
  }

  it("is unknown where the last automatic rotation ended with an error, which it names", () => {
    const set = aSet({ autoKeyRotationError: { code: "KeyVaultAccessForbidden", message: "No access." } });
    const verdict = keyRotation(customerKeyFacts({ diskEncryptionSet: set }), "current");
    assert.ok(verdict.outcome === "unknown");
    assert.match(verdict.missing, /KeyVaultAccessForbidden/);
  });

  it("is unknown where the set can't be read", () => {
    const facts = customerKeyFacts({ diskEncryptionSet: notRead("no rights") });
    assert.equal(keyRotation(facts, "current").outcome, "unknown");
  });
});
