import assert from "node:assert/strict";

import { absent } from "../../../../lib/azure/fact";
import type { ManagedImage } from "../../../../lib/azure/managed-image";
import { RunbookError } from "../../../../lib/azure/errors";
import {
  planImage,
  planSnapshots,
} from "../../../../lib/disk-encryption/jobs/encrypt-with-customer-key/copies";
import type { Plan } from "../../../../lib/disk-encryption/change/plan";
import { aDataDisk, aDisk, aStampedDisk, aVirtualMachine, fact, notRead } from "../../../builders";
import {
  aDiskTarget,
  customerKeyFacts,
  SET_ID,
  type CustomerKeyValues,
} from "../../../customer-key-builders";

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

  it("are blocked for a VM with an unmanaged disk, which would be left out", () => {
    const dataDisks = [
      aDataDisk({ managedDiskId: undefined, vhdUri: "https://contoso.blob.core.windows.net/v/d.vhd" }),
    ];
    const plan = planSnapshots(customerKeyFacts({ virtualMachine: aVirtualMachine({ dataDisks }) }));
    assert.deepEqual(
      plan.blockers.map(({ requirement }) => requirement),
      ["managed-disks"],
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

  it("is not begun where its name is taken, or can't be read: the VM would be given up for nothing", () => {
    const taken = { id: request.imageId, name: "img-web", location: "westeurope" };
    for (const [existing, message] of [
      [fact(taken), /img-web is there already/],
      [fact<ManagedImage>(notRead("no rights")), /could not be read: no rights/],
    ] as const) {
      const facts = { ...customerKeyFacts(), newImage: { id: request.imageId, existing } };
      assert.throws(
        () => planImage(facts, request),
        (error) => isBlocked(error) && message.test(String(error)),
      );
    }
  });

  it("counts on its name being free, and says where that was not read beforehand", () => {
    const free = { id: request.imageId.toUpperCase(), existing: absent<ManagedImage>("not found") };
    const read = planImage({ ...customerKeyFacts(), newImage: free }, request);
    assert.deepEqual(read.touches.at(-1), { id: request.imageId.toLowerCase(), state: "absent" });
    assert.doesNotMatch(read.warnings.join(), /was not read/);
    assert.match(planImage(customerKeyFacts(), request).warnings.join(), /name img-web is free was not read/);
  });

  it("is refused under an id that is no image's", () => {
    assert.throws(
      () => planImage(customerKeyFacts(), { imageId: SET_ID }),
      (error) => error instanceof RunbookError && error.code === "ResourceIdMalformed",
    );
  });

  it("is blocked where a disk has Azure Disk Encryption: other VMs can't be made of it", () => {
    const plan = planImage(customerKeyFacts({ targets: [aDiskTarget(aStampedDisk())] }), request);
    assert.deepEqual(
      plan.blockers.map(({ requirement }) => requirement),
      ["azure-disk-encryption"],
    );
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
