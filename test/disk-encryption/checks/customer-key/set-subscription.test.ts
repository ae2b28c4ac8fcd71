import assert from "node:assert/strict";

import { setSubscription } from "../../../../lib/disk-encryption/checks/customer-key/set-subscription";
import { notRead } from "../../../builders";
import { aSet, customerKeyFacts } from "../../../customer-key-builders";

describe("set-subscription", () => {
  it("is not a matter of the module", () => {
    assert.equal(setSubscription(customerKeyFacts(), "module").outcome, "not-applicable");
  });

  it("passes for a set in the subscription of the disks", () => {
    assert.equal(setSubscription(customerKeyFacts(), "current").outcome, "pass");
  });

  it("fails for a set in another subscription", () => {
    const set = aSet({ subscriptionId: "99999999-9999-9999-9999-999999999999" });
    assert.equal(setSubscription(customerKeyFacts({ diskEncryptionSet: set }), "current").outcome, "fail");
  });

  it("is unknown where the set can't be read", () => {
    const facts = customerKeyFacts({ diskEncryptionSet: notRead("no rights") });
    assert.equal(setSubscription(facts, "current").outcome, "unknown");
  });
});
