import assert from "node:assert/strict";

import { deallocation } from "../../../../lib/disk-encryption/checks/host-encryption/deallocation";
import { anOsDisk, aVirtualMachine } from "../../../builders";
import { encryptionAtHostFacts } from "../../../customer-key-builders";

describe("deallocation, with encryption at host", () => {
  it("is not a matter of the module", () => {
    assert.equal(deallocation(encryptionAtHostFacts(), "module").outcome, "not-applicable");
  });

  for (const [what, overrides, expected] of [
    ["runs, which is a downtime", {}, "pass"],
    ["is deallocated", { powerState: "deallocated" }, "pass"],
    ["has no known power state", { powerState: undefined }, "unknown"],
    ["has an ephemeral OS disk", { osDisk: anOsDisk({ ephemeral: true }) }, "fail"],
  ] as const) {
    it(`comes to ${expected} for a VM that ${what}`, () => {
      const facts = encryptionAtHostFacts({ virtualMachine: aVirtualMachine(overrides) });
      assert.equal(deallocation(facts, "current").outcome, expected);
    });
  }
});
