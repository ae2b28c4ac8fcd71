import assert from "node:assert/strict";

import { RunbookError } from "../../../../lib/azure/errors";
import {
  planCustomerKey,
  planPlatformKey,
} from "../../../../lib/disk-encryption/jobs/encrypt-with-customer-key/plan";
import { planText, type Plan } from "../../../../lib/disk-encryption/change/plan";
import { planView } from "../../../../lib/disk-encryption/presentation/plan-view";
import {
  aDataDisk,
  aDisk,
  aKey,
  anOsDisk,
  aStampedDisk,
  aVirtualMachine,
  diskId,
  notRead,
} from "../../../builders";
import {
  aDiskTarget,
  aSet,
  aSnapshot,
  aSnapshotTarget,
  customerKeyFacts,
  SET_ID,
  underTheSet,
} from "../../../customer-key-builders";

const kindsOf = (plan: Plan): readonly string[] => plan.steps.map(({ action }) => action.kind);
const dataDisk = aDisk({ name: "datadisk" });
const twoDisks = {
  virtualMachine: aVirtualMachine({ dataDisks: [aDataDisk()] }),
  targets: [aDiskTarget(), aDiskTarget(dataDisk)],
};
const unmanaged = {
  managedDiskId: undefined,
  vhdUri: "https://contoso.blob.core.windows.net/vhds/a.vhd",
} as const;
const reserved = aDisk({ diskState: "Reserved" });
const isBlocked = (error: unknown): boolean => error instanceof RunbookError && error.code === "PlanBlocked";

describe("The plan of a VM under a customer's key", () => {
  it("deallocates it, changes each disk, and starts it again", () => {
    const plan = planCustomerKey(customerKeyFacts(twoDisks));
    assert.deepEqual(kindsOf(plan), ["deallocate", "set-disk-encryption", "set-disk-encryption", "start"]);
    assert.deepEqual(plan.blockers, []);
  });

  it("shows the downtime in its steps and in its warnings", () => {
    const plan = planCustomerKey(customerKeyFacts(twoDisks));
    assert.equal(plan.steps[0]?.impact, "unavailable");
    assert.match(
      plan.warnings.join(),
      /vm-web-01 is down from step 1 to step 4\. If a step .* Its temporary disk is emptied/,
    );
  });

  it("tells each disk the set and the set's own type", () => {
    const encryptionType = "EncryptionAtRestWithPlatformAndCustomerKeys";
    const plan = planCustomerKey(customerKeyFacts({ diskEncryptionSet: aSet({ encryptionType }) }));
    const step = plan.steps[1];
    assert.ok(step?.action.kind === "set-disk-encryption");
    assert.equal(step.action.diskId, diskId("osdisk"));
    assert.deepEqual(step.action.encryption, { type: encryptionType, diskEncryptionSetId: SET_ID });
  });

  for (const [powerState, expected] of [
    ["running", ["deallocate", "set-disk-encryption", "start"]],
    ["stopped", ["deallocate", "set-disk-encryption"]],
    ["deallocated", ["set-disk-encryption"]],
  ] as const) {
    it(`starts it only where it ran: ${powerState}`, () => {
      const targets = [aDiskTarget(powerState === "deallocated" ? reserved : aDisk())];
      const facts = customerKeyFacts({ virtualMachine: aVirtualMachine({ powerState }), targets });
      assert.deepEqual(kindsOf(planCustomerKey(facts)), expected);
    });
  }

  it("starts a deallocated VM where that is asked for", () => {
    const facts = customerKeyFacts({
      virtualMachine: aVirtualMachine({ powerState: "deallocated" }),
      targets: [aDiskTarget(reserved)],
    });
    assert.deepEqual(kindsOf(planCustomerKey(facts, { startAfterwards: true })), [
      "set-disk-encryption",
      "start",
    ]);
  });

  it("leaves a disk alone that has the set already", () => {
    const targets = [aDiskTarget(aDisk(underTheSet)), aDiskTarget(dataDisk)];
    const plan = planCustomerKey(customerKeyFacts({ ...twoDisks, targets }));
    assert.deepEqual(kindsOf(plan), ["deallocate", "set-disk-encryption", "start"]);
    assert.match(plan.steps[1]?.title ?? "", /datadisk/);
  });

  it("has nothing left to do where every disk has the set, whatever else is wrong", () => {
    const targets = [aDiskTarget(aDisk(underTheSet))];
    const plan = planCustomerKey(customerKeyFacts({ targets, keyVault: notRead("no rights") }));
    assert.deepEqual([plan.steps, plan.blockers, plan.warnings], [[], [], []]);
  });

  it("is the start alone where the disks are done and the start failed, blocked by what the start needs of the key", () => {
    const down = {
      virtualMachine: aVirtualMachine({ powerState: "deallocated" }),
      targets: [aDiskTarget(aDisk({ ...underTheSet, diskState: "Reserved" }))],
    } as const;
    const start = { startAfterwards: true };
    const plan = planCustomerKey(customerKeyFacts(down), start);
    assert.deepEqual([kindsOf(plan), plan.blockers, plan.warnings], [["start"], [], []]);
    const disabled = customerKeyFacts({ ...down, key: aKey({ enabled: false }) });
    assert.deepEqual(
      planCustomerKey(disabled, start).blockers.map(({ requirement }) => requirement),
      ["key-usable"],
    );
    assert.deepEqual(kindsOf(planCustomerKey(customerKeyFacts({ targets: down.targets }), start)), []);
  });

  it("says that a deallocated VM stays so where no start is planned, also where nothing else is left", () => {
    const virtualMachine = aVirtualMachine({ powerState: "deallocated" });
    for (const [disk, steps] of [
      [reserved, 1],
      [aDisk({ ...underTheSet, diskState: "Reserved" }), 0],
    ] as const) {
      const plan = planCustomerKey(customerKeyFacts({ virtualMachine, targets: [aDiskTarget(disk)] }));
      assert.equal(plan.steps.length, steps);
      assert.match(
        plan.warnings[0] ?? "",
        /is deallocated, and this plan does not start it.*startAfterwards/,
      );
    }
  });

  for (const [what, values] of [
    [
      "no managed disk at all",
      { virtualMachine: aVirtualMachine({ osDisk: anOsDisk(unmanaged) }), targets: [] },
    ],
    [
      "managed disks that have the set, and an unmanaged one",
      {
        virtualMachine: aVirtualMachine({ dataDisks: [aDataDisk(unmanaged)] }),
        targets: [aDiskTarget(aDisk(underTheSet))],
      },
    ],
  ] as const) {
    it(`is blocked by ${what}: that is not "nothing to do"`, () => {
      const plan = planCustomerKey(customerKeyFacts(values));
      assert.deepEqual(
        plan.blockers.map(({ requirement, outcome }) => [requirement, outcome]),
        [["managed-disks", "fail"]],
      );
      for (const text of [planText(plan), planView(plan).html]) assert.doesNotMatch(text, /Nothing to do/);
    });
  }

  it("is blocked by Azure Disk Encryption, and not where it was overridden by name", () => {
    const facts = customerKeyFacts({ targets: [aDiskTarget(aStampedDisk())] });
    assert.deepEqual(
      planCustomerKey(facts).blockers.map(({ requirement, outcome }) => [requirement, outcome]),
      [["azure-disk-encryption", "fail"]],
    );
    const overrides = [{ requirement: "azure-disk-encryption", reason: "to see what Azure says" }] as const;
    assert.deepEqual(planCustomerKey(facts, { overrides }).blockers, []);
  });

  it("counts on VM, disks, set, vault, key and its grant being as they were", () => {
    const types = planCustomerKey(customerKeyFacts(twoDisks)).touches.map(({ id }) => id.split("/").at(-2));
    assert.deepEqual(types, [
      "virtualmachines",
      "disks",
      "disks",
      "diskencryptionsets",
      "vaults",
      "keys",
      "versions",
      "grants",
    ]);
  });

  for (const [what, values] of [
    ["the set", { diskEncryptionSet: notRead("no rights") }],
    ["a disk", { targets: [aDiskTarget(notRead("no rights"))] }],
  ] as const) {
    it(`is refused where ${what} could not be read`, () => {
      assert.throws(() => planCustomerKey(customerKeyFacts(values)), isBlocked);
    });
  }
});

describe("The return of a VM to the platform's key", () => {
  it("is the start alone where the disks are back and the start failed, whatever the key is", () => {
    const facts = customerKeyFacts({
      virtualMachine: aVirtualMachine({ powerState: "deallocated" }),
      targets: [aDiskTarget(reserved)],
      key: aKey({ enabled: false }),
    });
    const plan = planPlatformKey(facts, { startAfterwards: true });
    assert.deepEqual([kindsOf(plan), plan.blockers, plan.warnings], [["start"], [], []]);
    assert.match(planPlatformKey(facts).warnings.join(), /does not start it/);
  });
});

describe("The plan of disks and snapshots by themselves under a customer's key", () => {
  const targets = [aDiskTarget(aDisk({ diskState: "Unattached" })), aSnapshotTarget(aSnapshot())];
  const facts = customerKeyFacts({ virtualMachine: undefined, targets });

  it("changes each, without a downtime", () => {
    const plan = planCustomerKey(facts);
    assert.deepEqual(kindsOf(plan), ["set-disk-encryption", "set-snapshot-encryption"]);
    assert.ok(plan.steps.every(({ impact }) => impact === "none"));
    assert.deepEqual(plan.blockers, []);
  });

  it("is approved by their names", () => {
    assert.equal(planCustomerKey(facts).target, "osdisk and snapshot");
  });

  it("is blocked by a disk that a running VM holds", () => {
    const held = customerKeyFacts({ virtualMachine: undefined, targets: [aDiskTarget()] });
    assert.deepEqual(
      planCustomerKey(held).blockers.map(({ requirement }) => requirement),
      ["deallocation"],
    );
  });
});

describe("The return to the platform's key", () => {
  const under = { targets: [aDiskTarget(aDisk(underTheSet))] };

  it("tells the disk the platform's key and no set", () => {
    const step = planPlatformKey(customerKeyFacts(under)).steps[1];
    assert.ok(step?.action.kind === "set-disk-encryption");
    assert.deepEqual(step.action.encryption, { type: "EncryptionAtRestWithPlatformKey" });
  });

  it("needs neither set nor vault nor key", () => {
    const missing = notRead("gone");
    const facts = customerKeyFacts({ ...under, diskEncryptionSet: missing, keyVault: missing, key: missing });
    const plan = planPlatformKey(facts);
    assert.deepEqual(kindsOf(plan), ["deallocate", "set-disk-encryption", "start"]);
    assert.deepEqual(plan.blockers, []);
  });

  it("is blocked by incremental snapshots", () => {
    const targets = [aDiskTarget(aDisk(underTheSet), [aSnapshot({ incremental: true, ...underTheSet })])];
    assert.deepEqual(
      planPlatformKey(customerKeyFacts({ targets })).blockers.map(({ requirement }) => requirement),
      ["incremental-snapshots"],
    );
  });

  it("has nothing left to do for disks that have the platform's key", () => {
    assert.deepEqual(planPlatformKey(customerKeyFacts()).steps, []);
  });
});
