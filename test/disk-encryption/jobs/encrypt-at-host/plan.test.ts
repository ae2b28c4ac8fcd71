import assert from "node:assert/strict";

import {
  planEncryptionAtHost,
  planEncryptionAtHostOff,
} from "../../../../lib/disk-encryption/jobs/encrypt-at-host/plan";
import type { Plan } from "../../../../lib/disk-encryption/change/plan";
import { anOsDisk, aSize, aStampedDisk, aVirtualMachine, notRead } from "../../../builders";
import { aFeature, encryptionAtHostFacts, type EncryptionAtHostValues } from "../../../customer-key-builders";

const planOf = (values: EncryptionAtHostValues): Plan => planEncryptionAtHost(encryptionAtHostFacts(values));
const kindsOf = (plan: Plan): readonly string[] => plan.steps.map(({ action }) => action.kind);
const blockersOf = (plan: Plan): readonly string[] =>
  plan.blockers.map(({ requirement, outcome }) => `${requirement}: ${outcome}`);
const atHost = aVirtualMachine({ encryptionAtHost: true });

describe("The plan of encryption at host", () => {
  it("takes the VM down, switches it on, and starts the VM again", () => {
    const plan = planOf({});
    assert.deepEqual(kindsOf(plan), ["deallocate", "set-encryption-at-host", "start"]);
    assert.deepEqual(plan.blockers, []);
    assert.match(plan.warnings.join(), /down from step 1 to step 3\./);
  });

  for (const [state, expected] of [
    ["NotRegistered", ["register-feature", "register-provider"]],
    ["Unregistered", ["register-feature", "register-provider"]],
    ["Registering", ["register-provider"]],
    ["Registered", []],
  ] as const) {
    it(`registers what the subscription lacks where the feature is ${state}, and is not blocked by it`, () => {
      const plan = planOf({ feature: aFeature(state) });
      assert.deepEqual(kindsOf(plan), [...expected, "deallocate", "set-encryption-at-host", "start"]);
      assert.deepEqual(plan.blockers, []);
    });
  }

  it("counts the downtime from the deallocation on, not from the registration", () => {
    const plan = planOf({ feature: aFeature("NotRegistered") });
    assert.match(plan.warnings.join(), /down from step 3 to step 5\./);
  });

  it("registers the provider anew where that is asked for, though the feature is registered", () => {
    const plan = planEncryptionAtHost(encryptionAtHostFacts(), { registerProviderAnew: true });
    assert.deepEqual(kindsOf(plan), ["register-provider", "deallocate", "set-encryption-at-host", "start"]);
  });

  it("leaves a VM deallocated that was, unless said", () => {
    const virtualMachine = aVirtualMachine({ powerState: "deallocated" });
    assert.deepEqual(kindsOf(planOf({ virtualMachine })), ["set-encryption-at-host"]);
    assert.match(planOf({ virtualMachine }).warnings[0] ?? "", /does not start it/);
    const started = planEncryptionAtHost(encryptionAtHostFacts({ virtualMachine }), {
      startAfterwards: true,
    });
    assert.deepEqual(kindsOf(started), ["set-encryption-at-host", "start"]);
  });

  it("has nothing left to do where it is on, whatever else is wrong", () => {
    const plan = planOf({ virtualMachine: atHost, size: notRead("no rights") });
    assert.deepEqual([plan.steps, plan.blockers, plan.warnings], [[], [], []]);
  });

  it("is the start alone where it is on and the start failed; unasked, it says that the VM stays down", () => {
    const virtualMachine = aVirtualMachine({ encryptionAtHost: true, powerState: "deallocated" });
    const values = { virtualMachine, feature: aFeature("Unregistered"), disks: [aStampedDisk()] };
    const facts = encryptionAtHostFacts(values);
    const plan = planEncryptionAtHost(facts, { startAfterwards: true });
    assert.deepEqual([kindsOf(plan), plan.blockers, plan.warnings], [["start"], [], []]);
    const unasked = planEncryptionAtHost(facts);
    assert.deepEqual(unasked.steps, []);
    assert.match(unasked.warnings.join(), /is deallocated, and this plan does not start it.*startAfterwards/);
  });

  for (const [what, values, expected] of [
    ["Azure Disk Encryption", { disks: [aStampedDisk()] }, "azure-disk-encryption: fail"],
    [
      "a size without the capability",
      { size: aSize({ encryptionAtHostSupported: false }) },
      "size-supports-encryption-at-host: fail",
    ],
    [
      "an ephemeral OS disk",
      { virtualMachine: aVirtualMachine({ osDisk: anOsDisk({ ephemeral: true }) }) },
      "deallocation: fail",
    ],
    ["features that can't be read", { feature: notRead("no rights") }, "feature-registered: unknown"],
  ] as const) {
    it(`is blocked by ${what}`, () => {
      assert.deepEqual(blockersOf(planOf(values)), [expected]);
    });
  }
});

describe("The end of encryption at host", () => {
  it("takes the VM down, switches it off, and starts the VM again", () => {
    const plan = planEncryptionAtHostOff(encryptionAtHostFacts({ virtualMachine: atHost }));
    assert.deepEqual(kindsOf(plan), ["deallocate", "set-encryption-at-host", "start"]);
    const step = plan.steps[1];
    assert.ok(step?.action.kind === "set-encryption-at-host");
    assert.equal(step.action.encryptionAtHost, false);
  });

  it("registers the feature too, without which Azure refuses the property, on or off", () => {
    const facts = encryptionAtHostFacts({ virtualMachine: atHost, feature: aFeature("Unregistered") });
    assert.deepEqual(kindsOf(planEncryptionAtHostOff(facts)).slice(0, 2), [
      "register-feature",
      "register-provider",
    ]);
  });

  it("has nothing to do where it is off", () => {
    assert.deepEqual(planEncryptionAtHostOff(encryptionAtHostFacts()).steps, []);
  });
});
