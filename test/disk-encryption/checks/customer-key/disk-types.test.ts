import assert from "node:assert/strict";

import { diskTypes } from "../../../../lib/disk-encryption/checks/customer-key/disk-types";
import { aDisk, notRead } from "../../../builders";
import {
  aDiskTarget,
  aSet,
  customerKeyFacts,
  IDENTITY_ID,
  PRINCIPAL_ID,
} from "../../../customer-key-builders";

const twice = aSet({ encryptionType: "EncryptionAtRestWithPlatformAndCustomerKeys" });
const assigned = aSet({ identities: [{ userAssignedIdentityId: IDENTITY_ID, principalId: PRINCIPAL_ID }] });

describe("disk-types, under a customer's key", () => {
  it("is not a matter of the module", () => {
    assert.equal(diskTypes(customerKeyFacts(), "module").outcome, "not-applicable");
  });

  for (const sku of ["UltraSSD_LRS", "PremiumV2_LRS"]) {
    for (const [what, set, expected] of [
      ["one key and a system-assigned identity", aSet(), "pass"],
      ["double encryption", twice, "fail"],
      ["a user-assigned identity, of which the documents disagree", assigned, "unknown"],
      ["nothing that could be read", notRead("no rights"), "unknown"],
    ] as const) {
      it(`comes to ${expected} for ${sku} under a set with ${what}`, () => {
        const facts = customerKeyFacts({ targets: [aDiskTarget(aDisk({ sku }))], diskEncryptionSet: set });
        assert.equal(diskTypes(facts, "current").outcome, expected);
      });
    }

    it(`fails for ${sku} that is still being filled from a snapshot`, () => {
      const targets = [aDiskTarget(aDisk({ sku, completionPercent: 40 }))];
      assert.equal(diskTypes(customerKeyFacts({ targets }), "current").outcome, "fail");
    });
  }

  it("passes for Premium SSD under double encryption", () => {
    assert.equal(diskTypes(customerKeyFacts({ diskEncryptionSet: twice }), "current").outcome, "pass");
  });

  it("is unknown where a disk can't be read", () => {
    const targets = [aDiskTarget(notRead("no rights"))];
    assert.equal(diskTypes(customerKeyFacts({ targets }), "current").outcome, "unknown");
  });
});
