import assert from "node:assert/strict";

import { setIdentity } from "../../../../lib/disk-encryption/checks/customer-key/set-identity";
import { notRead } from "../../../builders";
import { aSet, customerKeyFacts, IDENTITY_ID, PRINCIPAL_ID } from "../../../customer-key-builders";

describe("set-identity", () => {
  it("is not a matter of the module", () => {
    assert.equal(setIdentity(customerKeyFacts(), "module").outcome, "not-applicable");
  });

  for (const [what, set, expected] of [
    ["an identity of its own", aSet(), "pass"],
    [
      "a user-assigned identity",
      aSet({
        identityType: "UserAssigned",
        identities: [{ userAssignedIdentityId: IDENTITY_ID, principalId: PRINCIPAL_ID }],
      }),
      "pass",
    ],
    ["no identity", aSet({ identityType: "None", identities: [] }), "fail"],
    ["an identity whose principal Azure has not told yet", aSet({ identities: [{}] }), "unknown"],
    ["a vault in another tenant", aSet({ federatedClientId: PRINCIPAL_ID }), "unknown"],
    ["an application that was cleared", aSet({ federatedClientId: "None" }), "pass"],
    ["nothing that could be read", notRead("no rights"), "unknown"],
  ] as const) {
    it(`comes to ${expected} for a set with ${what}`, () => {
      assert.equal(setIdentity(customerKeyFacts({ diskEncryptionSet: set }), "current").outcome, expected);
    });
  }
});
