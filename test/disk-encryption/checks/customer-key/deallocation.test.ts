import assert from "node:assert/strict";

import { deallocation } from "../../../../lib/disk-encryption/checks/customer-key/deallocation";
import { aDisk, anOsDisk, aVirtualMachine, notRead } from "../../../builders";
import { aDiskTarget, aSnapshot, aSnapshotTarget, customerKeyFacts } from "../../../customer-key-builders";

describe("deallocation, under a customer's key", () => {
  it("is not a matter of the module", () => {
    assert.equal(deallocation(customerKeyFacts(), "module").outcome, "not-applicable");
  });

  it("passes for a running VM, and says that it is a downtime", () => {
    const verdict = deallocation(customerKeyFacts(), "current");
    assert.ok(verdict.outcome === "pass");
    assert.match(verdict.evidence, /running.*downtime/);
  });

  for (const [what, overrides, expected] of [
    ["deallocated", { powerState: "deallocated" }, "pass"],
    ["stopped, but not deallocated", { powerState: "stopped" }, "pass"],
    ["in a power state that nobody knows", { powerState: undefined }, "unknown"],
    ["running on an ephemeral OS disk", { osDisk: anOsDisk({ ephemeral: true }) }, "fail"],
  ] as const) {
    it(`comes to ${expected} for a VM that is ${what}`, () => {
      const diskState = overrides.powerState === "deallocated" ? "Reserved" : "Attached";
      const facts = customerKeyFacts({
        virtualMachine: aVirtualMachine(overrides),
        targets: [aDiskTarget(aDisk({ diskState }))],
      });
      assert.equal(deallocation(facts, "current").outcome, expected);
    });
  }

  for (const [diskState, expected] of [
    ["Unattached", "pass"],
    ["Reserved", "pass"],
    ["Attached", "fail"],
    ["ActiveSAS", "unknown"],
    ["ReadyToUpload", "unknown"],
    ["", "unknown"],
  ] as const) {
    it(`comes to ${expected} for a disk by itself in state '${diskState}'`, () => {
      const facts = customerKeyFacts({
        virtualMachine: undefined,
        targets: [aDiskTarget(aDisk({ diskState }))],
      });
      assert.equal(deallocation(facts, "current").outcome, expected);
    });
  }

  it("fails for a shared disk of a deallocated VM that another VM still holds", () => {
    const facts = customerKeyFacts({
      virtualMachine: aVirtualMachine({ powerState: "deallocated" }),
      targets: [aDiskTarget(aDisk({ diskState: "Attached", maxShares: 2 }))],
    });
    assert.equal(deallocation(facts, "current").outcome, "fail");
  });

  it("is unknown for a shared disk of a running VM, which others may hold", () => {
    const targets = [aDiskTarget(aDisk({ maxShares: 2 }))];
    assert.equal(deallocation(customerKeyFacts({ targets }), "current").outcome, "unknown");
  });

  it("is unknown where a disk can't be read", () => {
    const targets = [aDiskTarget(notRead("no rights"))];
    assert.equal(deallocation(customerKeyFacts({ targets }), "current").outcome, "unknown");
  });

  it("asks nothing of snapshots, which are never attached", () => {
    const targets = [aSnapshotTarget(aSnapshot())];
    assert.equal(
      deallocation(customerKeyFacts({ virtualMachine: undefined, targets }), "current").outcome,
      "pass",
    );
  });
});
