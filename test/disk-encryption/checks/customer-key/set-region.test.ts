import assert from "node:assert/strict";

import { setRegion } from "../../../../lib/disk-encryption/checks/customer-key/set-region";
import { aDisk, notRead } from "../../../builders";
import {
  aDiskTarget,
  aSet,
  aSnapshot,
  aSnapshotTarget,
  customerKeyFacts,
} from "../../../customer-key-builders";

describe("set-region", () => {
  it("is not a matter of the module", () => {
    assert.equal(setRegion(customerKeyFacts(), "module").outcome, "not-applicable");
  });

  for (const [location, expected] of [
    ["westeurope", "pass"],
    ["West Europe", "pass"],
    ["northeurope", "fail"],
  ] as const) {
    it(`comes to ${expected} for a set in '${location}' and a disk in westeurope`, () => {
      const facts = customerKeyFacts({ diskEncryptionSet: aSet({ location }) });
      assert.equal(setRegion(facts, "current").outcome, expected);
    });
  }

  it("fails for a snapshot in another region", () => {
    const targets = [aSnapshotTarget(aSnapshot({ location: "northeurope" }))];
    assert.equal(setRegion(customerKeyFacts({ targets }), "current").outcome, "fail");
  });

  it("fails where one disk is elsewhere, though another can't be read", () => {
    const targets = [aDiskTarget(notRead("no rights")), aDiskTarget(aDisk({ location: "northeurope" }))];
    assert.equal(setRegion(customerKeyFacts({ targets }), "current").outcome, "fail");
  });

  for (const [what, values] of [
    ["the set", { diskEncryptionSet: notRead("no rights") }],
    ["a disk", { targets: [aDiskTarget(notRead("no rights"))] }],
  ] as const) {
    it(`is unknown where ${what} can't be read`, () => {
      assert.equal(setRegion(customerKeyFacts(values), "current").outcome, "unknown");
    });
  }
});
