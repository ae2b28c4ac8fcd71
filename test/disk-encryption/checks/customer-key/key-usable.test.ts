import assert from "node:assert/strict";

import { keyUsable } from "../../../../lib/disk-encryption/checks/customer-key/key-usable";
import { aKey, notRead, OBSERVED_AT } from "../../../builders";
import { customerKeyFacts } from "../../../customer-key-builders";

const justNow = new Date(OBSERVED_AT.getTime() - 1);
const soon = new Date(OBSERVED_AT.getTime() + 1);

describe("key-usable", () => {
  it("is not a matter of the module", () => {
    assert.equal(keyUsable(customerKeyFacts(), "module").outcome, "not-applicable");
  });

  for (const [what, key, expected] of [
    ["enabled", aKey(), "pass"],
    ["disabled", aKey({ enabled: false }), "fail"],
    ["expired", aKey({ expiresOn: justNow }), "fail"],
    ["expiring this very moment", aKey({ expiresOn: OBSERVED_AT }), "fail"],
    ["about to expire", aKey({ expiresOn: soon }), "pass"],
    ["not valid yet", aKey({ notBefore: soon }), "fail"],
    ["named without its version", aKey({ version: undefined }), "fail"],
    ["not allowed to unwrap", aKey({ keyOperations: ["wrapKey"] }), "fail"],
  ] as const) {
    it(`comes to ${expected} for a key that is ${what}`, () => {
      assert.equal(keyUsable(customerKeyFacts({ key }), "current").outcome, expected);
    });
  }

  it("is unknown where the key can't be read", () => {
    assert.equal(keyUsable(customerKeyFacts({ key: notRead("no rights") }), "current").outcome, "unknown");
  });
});
