import assert from "node:assert/strict";

import { sizeSupportsEncryptionAtHost } from "../../../../lib/disk-encryption/checks/host-encryption/size-supports-encryption-at-host";
import { aSize, notRead } from "../../../builders";
import { encryptionAtHostFacts } from "../../../customer-key-builders";

describe("size-supports-encryption-at-host", () => {
  it("is not a matter of the module", () => {
    assert.equal(sizeSupportsEncryptionAtHost(encryptionAtHostFacts(), "module").outcome, "not-applicable");
  });

  for (const [what, size, expected] of [
    ["with the capability", aSize(), "pass"],
    ["without it", aSize({ encryptionAtHostSupported: false }), "fail"],
    ["that the region's list does not have", notRead("not in the list"), "unknown"],
  ] as const) {
    it(`comes to ${expected} for a size ${what}`, () => {
      assert.equal(
        sizeSupportsEncryptionAtHost(encryptionAtHostFacts({ size }), "current").outcome,
        expected,
      );
    });
  }
});
