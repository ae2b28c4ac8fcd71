import assert from "node:assert/strict";

import { featureRegistered } from "../../../../lib/disk-encryption/checks/host-encryption/feature-registered";
import { notRead } from "../../../builders";
import { aFeature, encryptionAtHostFacts } from "../../../customer-key-builders";

describe("feature-registered", () => {
  it("is not a matter of the module", () => {
    assert.equal(featureRegistered(encryptionAtHostFacts(), "module").outcome, "not-applicable");
  });

  for (const [state, expected] of [
    ["Registered", "pass"],
    ["registered", "pass"],
    ["NotRegistered", "fail"],
    ["Registering", "fail"],
    ["Pending", "fail"],
  ] as const) {
    it(`comes to ${expected} in state ${state}`, () => {
      const facts = encryptionAtHostFacts({ feature: aFeature(state) });
      assert.equal(featureRegistered(facts, "current").outcome, expected);
    });
  }

  it("is unknown where the subscription's features can't be read", () => {
    const facts = encryptionAtHostFacts({ feature: notRead("no rights") });
    assert.equal(featureRegistered(facts, "current").outcome, "unknown");
  });
});
