import assert from "node:assert/strict";

import { RunbookError } from "../../../lib/errors";
import { planImage, planSnapshots } from "../../../lib/operations/encrypt-with-customer-key/copies";
import type { Plan } from "../../../lib/operations/plan/plan";
import { aDisk, aStampedDisk, aVirtualMachine, notRead } from "../../builders";
import { aDiskTarget, customerKeyFacts, SET_ID, type CustomerKeyValues } from "../../customer-key-builders";

const request = { imageId: SET_ID.replace("/diskEncryptionSets/des-web", "/images/img-web") };
const osDisk = aDisk({ diskState: "Unattached", osType: "Linux", hyperVGeneration: "V2" });
const aloneWith = (disk = osDisk): CustomerKeyValues => ({
  virtualMachine: undefined,
  targets: [aDiskTarget(disk)],
});
const kindsOf = (plan: Plan): readonly string[] => plan.steps.map(({ action }) => action.kind);
const isBlocked = (error: unknown): boolean => error instanceof RunbookError && error.code === "PlanBlocked";

describe("Snapshots under a customer's key", () => {
  it("are taken of running VMs too, with the set's key", () => {
    const plan = planSnapshots(customerKeyFacts());
    const [step] = plan.steps;
    assert.ok(step?.action.kind === "create-snapshot");
    assert.deepEqual(step.action.encryption, {
      type: "EncryptionAtRestWithCustomerKey",
      diskEncryptionSetId: SET_ID,
    });
    assert.deepEqual([step.impact, plan.blockers], ["none", []]);
  });

  it("are blocked for a disk that has Azure Disk Encryption", () => {
    const plan = planSnapshots(customerKeyFacts({ targets: [aDiskTarget(aStampedDisk())] }));
    assert.deepEqual(
      plan.blockers.map(({ requirement }) => requirement),
      ["azure-disk-encryption"],
    );
  });

  for (const [what, values] of [
    ["set", { diskEncryptionSet: notRead("no rights") }],
    ["disk", { targets: [] }],
    ["disk that could be read", { targets: [aDiskTarget(notRead("no rights"))] }],
  ] as const) {
    it(`are refused without a ${what}`, () => {
      assert.throws(() => planSnapshots(customerKeyFacts(values)), isBlocked);
    });
  }
});

describe("An image of a VM", () => {
  it("takes the VM down, marks it as generalized for good, and copies it", () => {
    const plan = planImage(customerKeyFacts(), request);
    assert.deepEqual(kindsOf(plan), ["deallocate", "generalize", "create-image"]);
    assert.equal(plan.steps[1]?.undo.kind, "impossible");
    assert.match(plan.warnings.join(), /never starts again/);
    assert.deepEqual(plan.blockers, []);
  });

  it("is of the VM's generation, or of its OS disk's", () => {
    const virtualMachine = aVirtualMachine({ hyperVGeneration: undefined });
    const targets = [aDiskTarget(aDisk({ hyperVGeneration: "V2" }))];
    const step = planImage(customerKeyFacts({ virtualMachine, targets }), request).steps.at(-1);
    assert.ok(step?.action.kind === "create-image");
    assert.equal(step.action.hyperVGeneration, "V2");
    assert.throws(() => planImage(customerKeyFacts({ virtualMachine }), request), isBlocked);
  });
});

describe("An image of an OS disk", () => {
  it("is encrypted with the key of the set", () => {
    const plan = planImage(customerKeyFacts(aloneWith()), request);
    const [step] = plan.steps;
    assert.ok(step?.action.kind === "create-image" && step.action.source.kind === "disk");
    assert.equal(step.action.source.diskEncryptionSetId, SET_ID);
    assert.deepEqual(plan.blockers, []);
  });

  it("is blocked while a running VM holds the disk", () => {
    const plan = planImage(customerKeyFacts(aloneWith({ ...osDisk, diskState: "Attached" })), request);
    assert.deepEqual(
      plan.blockers.map(({ requirement }) => requirement),
      ["deallocation"],
    );
  });

  it("is refused for a data disk", () => {
    assert.throws(
      () => planImage(customerKeyFacts(aloneWith(aDisk({ diskState: "Unattached" }))), request),
      isBlocked,
    );
  });

  it("is refused for two disks at once", () => {
    const facts = customerKeyFacts({ ...aloneWith(), targets: [aDiskTarget(osDisk), aDiskTarget(osDisk)] });
    assert.throws(() => planImage(facts, request), isBlocked);
  });
});
