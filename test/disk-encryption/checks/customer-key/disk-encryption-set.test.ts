import assert from "node:assert/strict";

import { diskEncryptionSet } from "../../../../lib/disk-encryption/checks/customer-key/disk-encryption-set";
import { notRead, type Missing } from "../../../builders";
import { aSet, customerKeyFacts } from "../../../customer-key-builders";

const absent: Missing = { kind: "missing", reason: "there is none", absent: true };

describe("disk-encryption-set", () => {
  for (const edition of ["module", "current"] as const) {
    for (const [what, set, expected] of [
      ["that is there and names a key", aSet(), "pass"],
      ["that is not there", absent, "fail"],
      ["that names no key", aSet({ keyUrl: undefined }), "fail"],
      ["that Azure is still at", aSet({ provisioningState: "Updating" }), "unknown"],
      ["that Azure failed to make", aSet({ provisioningState: "Failed" }), "unknown"],
      ["that can't be read", notRead("no rights"), "unknown"],
    ] as const) {
      it(`comes to ${expected} in the ${edition} edition for a set ${what}`, () => {
        const facts = customerKeyFacts({ diskEncryptionSet: set });
        assert.equal(diskEncryptionSet(facts, edition).outcome, expected);
      });
    }
  }
});
