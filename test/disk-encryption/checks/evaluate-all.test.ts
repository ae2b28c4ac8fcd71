import assert from "node:assert/strict";

import { evaluate } from "../../../lib/disk-encryption/checks/evaluate";
import { evaluateAll } from "../../../lib/disk-encryption/checks/evaluate-all";
import { aVirtualMachine, facts } from "../../builders";

describe("The findings of several VMs", () => {
  it("are those of each VM, in the order of the VMs", () => {
    const [one, two] = ["vm-a", "vm-b"].map((name) => facts({ virtualMachine: aVirtualMachine({ name }) }));
    assert.ok(one && two);
    assert.deepEqual(evaluateAll([one, two]), [
      { virtualMachine: one.virtualMachine, findings: evaluate(one) },
      { virtualMachine: two.virtualMachine, findings: evaluate(two) },
    ]);
  });
});
