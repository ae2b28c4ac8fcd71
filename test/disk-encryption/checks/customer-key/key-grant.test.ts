import assert from "node:assert/strict";

import { keyGrant } from "../../../../lib/disk-encryption/checks/customer-key/key-grant";
import { notRead, OBSERVED_AT } from "../../../builders";
import { aGrant, customerKeyFacts } from "../../../customer-key-builders";

describe("key-grant", () => {
  it("is not a matter of the module", () => {
    assert.equal(keyGrant(customerKeyFacts(), "module").outcome, "not-applicable");
  });

  for (const model of ["access-policy", "role-assignment"] as const) {
    it(`passes where get, wrapKey and unwrapKey are granted by ${model}`, () => {
      assert.equal(keyGrant(customerKeyFacts({ grants: [aGrant({ model })] }), "current").outcome, "pass");
    });

    it(`fails where unwrapKey is lacking by ${model}, and names what does grant it`, () => {
      const grants = [aGrant({ model, granted: ["get", "wrapKey"] })];
      const verdict = keyGrant(customerKeyFacts({ grants }), "current");
      assert.ok(verdict.outcome === "fail");
      assert.match(verdict.evidence, /unwrapKey/);
      assert.match(
        verdict.fix,
        model === "access-policy" ? /access policies/ : /Crypto Service Encryption User/,
      );
    });
  }

  it("says how long ago a young grant was made, and that it may take longer", () => {
    const grantedOn = new Date(OBSERVED_AT.getTime() - 3 * 60_000);
    const verdict = keyGrant(customerKeyFacts({ grants: [aGrant({ grantedOn })] }), "current");
    assert.ok(verdict.outcome === "pass");
    assert.match(verdict.evidence, /3 minutes ago.*10/);
  });

  it("is unknown where the grant can't be read", () => {
    assert.equal(
      keyGrant(customerKeyFacts({ grants: [notRead("no rights")] }), "current").outcome,
      "unknown",
    );
  });

  it("is unknown where one of two identities lacks it: which one counts is not documented", () => {
    const grants = [aGrant(), aGrant({ identityName: "id-des", granted: [] })];
    assert.equal(keyGrant(customerKeyFacts({ grants }), "current").outcome, "unknown");
  });

  it("fails where every identity lacks it", () => {
    const grants = [aGrant({ granted: [] }), aGrant({ granted: [] })];
    assert.equal(keyGrant(customerKeyFacts({ grants }), "current").outcome, "fail");
  });

  it("asks nothing of a set without an identity, which another requirement refuses", () => {
    assert.equal(keyGrant(customerKeyFacts({ grants: [] }), "current").outcome, "not-applicable");
  });
});
