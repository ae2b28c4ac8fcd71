import assert from "node:assert/strict";

import { RunbookError } from "../../../../lib/azure/errors";
import { planStart } from "../../../../lib/disk-encryption/jobs/encrypt-with-customer-key/start";
import { aDisk, aKey, aVirtualMachine } from "../../../builders";
import { aDiskTarget, customerKeyFacts, underTheSet } from "../../../customer-key-builders";

const stopped = aVirtualMachine({ powerState: "stopped" });
const targets = [aDiskTarget(aDisk(underTheSet))];

describe("The start of a VM whose disks are under a customer's key", () => {
  it("is one request, approved by the VM's name", () => {
    const plan = planStart(customerKeyFacts({ virtualMachine: stopped, targets }));
    assert.deepEqual(
      plan.steps.map(({ action }) => action.kind),
      ["start"],
    );
    assert.deepEqual([plan.job, plan.target, plan.blockers], ["start-vm", stopped.name, []]);
  });

  it("is blocked while the key is disabled", () => {
    const key = aKey({ enabled: false });
    const plan = planStart(customerKeyFacts({ virtualMachine: stopped, targets, key }));
    assert.deepEqual(
      plan.blockers.map(({ requirement }) => requirement),
      ["key-usable"],
    );
  });

  it("asks nothing of a key where the disks have the platform's", () => {
    const plan = planStart(customerKeyFacts({ virtualMachine: stopped, key: aKey({ enabled: false }) }));
    assert.deepEqual(plan.blockers, []);
  });

  it("is nothing where the VM runs", () => {
    const plan = planStart(customerKeyFacts({ targets }));
    assert.deepEqual([plan.steps, plan.blockers], [[], []]);
  });

  it("is refused where no VM was observed", () => {
    assert.throws(
      () => planStart(customerKeyFacts({ virtualMachine: undefined })),
      (error) => error instanceof RunbookError && error.code === "PlanBlocked",
    );
  });
});
