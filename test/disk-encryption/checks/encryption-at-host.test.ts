import assert from "node:assert/strict";

import { encryptionAtHost } from "../../../lib/disk-encryption/checks/encryption-at-host";
import { aVirtualMachine, facts } from "../../builders";

describe("encryption-at-host", () => {
  it("is not a matter of the module", () => {
    assert.equal(encryptionAtHost(facts(), "module").outcome, "not-applicable");
  });

  for (const [on, expected] of [
    [true, "fail"],
    [false, "pass"],
  ] as const) {
    it(`${on ? "on" : "off"} comes to ${expected}`, () => {
      const virtualMachine = aVirtualMachine({ encryptionAtHost: on });
      assert.equal(encryptionAtHost(facts({ virtualMachine }), "current").outcome, expected);
    });
  }
});
