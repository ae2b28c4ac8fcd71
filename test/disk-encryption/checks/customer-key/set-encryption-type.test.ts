import assert from "node:assert/strict";

import { setEncryptionType } from "../../../../lib/disk-encryption/checks/customer-key/set-encryption-type";
import { notRead } from "../../../builders";
import { aSet, customerKeyFacts } from "../../../customer-key-builders";

describe("set-encryption-type", () => {
  it("is not a matter of the module", () => {
    assert.equal(setEncryptionType(customerKeyFacts(), "module").outcome, "not-applicable");
  });

  for (const [encryptionType, expected] of [
    ["EncryptionAtRestWithCustomerKey", "pass"],
    ["EncryptionAtRestWithPlatformAndCustomerKeys", "pass"],
    ["ConfidentialVmEncryptedWithCustomerKey", "fail"],
    ["EncryptionAtRestWithSomethingNew", "unknown"],
  ] as const) {
    it(`comes to ${expected} for a set of type ${encryptionType}`, () => {
      const facts = customerKeyFacts({ diskEncryptionSet: aSet({ encryptionType }) });
      assert.equal(setEncryptionType(facts, "current").outcome, expected);
    });
  }

  it("is unknown where the set can't be read", () => {
    const facts = customerKeyFacts({ diskEncryptionSet: notRead("no rights") });
    assert.equal(setEncryptionType(facts, "current").outcome, "unknown");
  });
});
